import { usePreferences } from '../preferences.tsx';

/** Offers the other language in its own words. */
export function LanguageSwitch() {
  const { language, chooseLanguage } = usePreferences();
  const other = language === 'en' ? 'fr' : 'en';
  return (
    <button type="button" className="quiet" lang={other} onClick={() => chooseLanguage(other)}>
      {other === 'fr' ? 'Français' : 'English'}
    </button>
  );
}
