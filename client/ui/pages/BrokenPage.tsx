import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { PartNotLoaded } from '../lazyPart.tsx';
import { Boundary } from '../parts/Boundary.tsx';
import { Explanation } from '../parts/Explanation.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { ReloadButton } from '../parts/ReloadButton.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';

type Frame = {
  /** Outside the frame of an open vault, so that it is its own main. */
  readonly isAlone?: boolean;
};

/** A page that cannot be drawn says so in its place, until another is gone to. */
export function PageBoundary({
  isAlone = false,
  children,
}: Frame & { readonly children: ReactNode }) {
  const [location] = useLocation();
  return (
    <Boundary
      place={location}
      fallback={(error, tryAgain) => (
        <BrokenPage
          isAlone={isAlone}
          // A part that did not arrive may do so later; what was thrown once in drawing is thrown again.
          tryAgain={error instanceof PartNotLoaded ? tryAgain : null}
        />
      )}
    >
      {children}
    </Boundary>
  );
}

function BrokenPage({
  isAlone,
  tryAgain,
}: Frame & {
  readonly tryAgain: (() => void) | null;
}) {
  const { broken, common } = useMessages();
  const page = (
    <div className="page">
      <div className="column">
        <PageHeading>{tryAgain === null ? broken.pageTitle : broken.partTitle}</PageHeading>
        <div className="section">
          <Explanation of={tryAgain === null ? broken.page : broken.part} />
        </div>
        <div className="actions section">
          {tryAgain === null ? (
            <ReloadButton />
          ) : (
            <button type="button" className="button button-main" onClick={tryAgain}>
              {broken.tryAgain}
            </button>
          )}
          <Link className="button" href={paths.circles}>
            {common.toCircles}
          </Link>
        </div>
      </div>
    </div>
  );
  return isAlone ? <main>{page}</main> : page;
}
