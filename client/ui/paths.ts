/** Addresses stay in the browser's history on disk: opaque ids only, never a name or a title. */
export const paths = {
  circles: '/',
  create: '/new',
  join: '/j',
  joinOf: (inviteId: string) => `/j/${inviteId}`,
  settings: '/settings',
  limits: '/limits',
  circle: (circleId: string) => `/c/${circleId}`,
  members: (circleId: string) => `/c/${circleId}/members`,
  invite: (circleId: string) => `/c/${circleId}/invite`,
  discussion: (circleId: string, discussionId: string) => `/c/${circleId}/d/${discussionId}`,
} as const;
