import { Link } from 'wouter';
import type { Snapshot } from '../../model/snapshot.ts';
import { LockButton } from '../parts/LockButton.tsx';
import { PageHeading } from '../parts/PageHeading.tsx';
import { RadioField } from '../parts/RadioField.tsx';
import { paths } from '../paths.ts';
import { usePreferences, type Theme } from '../preferences.tsx';
import { EraseButton } from './VaultNotice.tsx';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

export function SettingsPage({ snapshot }: { readonly snapshot: Snapshot }) {
  const { messages, format, language, theme, chooseLanguage, chooseTheme } = usePreferences();
  const t = messages.settings;
  const { persisted, usedBytes } = snapshot.storage;
  const promise = persisted === null ? t.persistUnknown : persisted ? t.persisted : t.notPersisted;
  return (
    <div className="page">
      <div className="column">
        <PageHeading>{t.title}</PageHeading>
        <div className="pair section">
          <RadioField
            label={t.language}
            value={language}
            onChange={chooseLanguage}
            choices={[
              { value: 'fr', label: 'Français' },
              { value: 'en', label: 'English' },
            ]}
          />
          <RadioField
            label={t.theme}
            value={theme}
            onChange={chooseTheme}
            choices={THEMES.map((value) => ({ value, label: t.themes[value] }))}
          />
        </div>
        <section className="section" aria-labelledby="lock">
          <h2 id="lock">{t.lock}</h2>
          <p>{t.lockText}</p>
          <div className="actions section-near">
            <LockButton className="button" />
          </div>
        </section>
        <section className="section" aria-labelledby="storage">
          <h2 id="storage">{t.storage}</h2>
          <p>
            {promise} {usedBytes !== null && t.used(format.bytes(usedBytes))}
          </p>
        </section>
        <section className="section" aria-labelledby="about">
          <h2 id="about">{t.about}</h2>
          <Link className="foot-link" href={paths.limits}>
            {t.limits}
          </Link>
        </section>
        <section className="section" aria-labelledby="erase">
          <h2 id="erase">{t.erase}</h2>
          <p>{t.eraseText}</p>
          <div className="actions section-near">
            <EraseButton />
          </div>
        </section>
      </div>
    </div>
  );
}
