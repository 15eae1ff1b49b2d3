import { Link } from 'wouter';
import { limits } from '../locales/limits.ts';
import { PageHeading } from '../parts/PageHeading.tsx';
import { paths } from '../paths.ts';
import { usePreferences } from '../preferences.tsx';

/** What is not promised, and what the relay learns. `isAlone`: outside an open vault, so it is its own main. */
export function LimitsPage({ isAlone = false }: { readonly isAlone?: boolean }) {
  const { language, messages } = usePreferences();
  const t = limits[language];
  const page = (
    <div className="page">
      <div className="column">
        {isAlone && (
          <Link className="crumb" href={paths.circles}>
            ‹ {messages.common.back}
          </Link>
        )}
        <PageHeading>{t.title}</PageHeading>
        <p className="lede">{t.lede}</p>
        {t.sections.map(({ title, lines }) => (
          <section className="section" key={title}>
            <h2>{title}</h2>
            <ul className="prose limits">
              {lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
  return isAlone ? <main>{page}</main> : page;
}
