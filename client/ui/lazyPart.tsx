import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

/** A part of the program did not arrive. `renew` lets the next try ask for it again. */
export class PartNotLoaded extends Error {
  readonly renew: () => void;

  constructor(cause: unknown, renew: () => void) {
    super('a part of the program did not arrive', { cause });
    this.renew = renew;
  }
}

/** As `lazy`, which keeps a failure for good; this one throws `PartNotLoaded`, and can be tried again. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  const begin = (): LazyExoticComponent<ComponentType<Props>> =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (cause) {
        throw new PartNotLoaded(cause, () => (Part = begin()));
      }
    });
  let Part = begin();
  return function LazyPart(props: Props) {
    return <Part {...props} />;
  };
}
