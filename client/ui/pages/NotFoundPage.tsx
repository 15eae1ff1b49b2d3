import { Link } from 'wouter';
import { PageHeading } from '../parts/PageHeading.tsx';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';

export function NotFoundPage({ text }: { readonly text?: string }) {
  const { common } = useMessages();
  return (
    <div className="page">
      <div className="column">
        <PageHeading>{text ?? common.notFound}</PageHeading>
        <div className="actions section">
          <Link className="button" href={paths.circles}>
            {common.toCircles}
          </Link>
        </div>
      </div>
    </div>
  );
}
