import {
  createContext,
  useContext,
  useLayoutEffect,
  useMemo,
  useState,
  type ReactNode,
} from 'react';
import { createFormat, type Format, type Language } from './format.ts';
import { en, type Messages } from './locales/en.ts';
import { fr } from './locales/fr.ts';

export type Theme = 'system' | 'light' | 'dark';

type Preferences = {
  readonly language: Language;
  readonly theme: Theme;
  readonly messages: Messages;
  readonly format: Format;
  readonly chooseLanguage: (language: Language) => void;
  readonly chooseTheme: (theme: Theme) => void;
};

const CATALOGUES: Readonly<Record<Language, Messages>> = { en, fr };
const LANGUAGE_KEY = 'cenacle.language';
const THEME_KEY = 'cenacle.theme';

const PreferencesContext = createContext<Preferences | null>(null);

// A browser that refuses localStorage still shows the page, in the language it asks for.
function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice then lasts as long as the page.
  }
}

function initialLanguage(): Language {
  const kept = recall(LANGUAGE_KEY);
  if (kept === 'en' || kept === 'fr') return kept;
  const wanted = navigator.languages.find((tag) => /^(en|fr)\b/i.test(tag));
  return wanted?.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

function initialTheme(): Theme {
  const kept = recall(THEME_KEY);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function PreferencesProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  const [theme, setTheme] = useState(initialTheme);

  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  const preferences = useMemo(
    () => ({
      language,
      theme,
      messages: CATALOGUES[language],
      format: createFormat(language),
      chooseLanguage: (chosen: Language) => {
        remember(LANGUAGE_KEY, chosen);
        setLanguage(chosen);
      },
      chooseTheme: (chosen: Theme) => {
        remember(THEME_KEY, chosen);
        setTheme(chosen);
      },
    }),
    [language, theme],
  );
  return <PreferencesContext value={preferences}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (preferences === null) throw new Error('outside PreferencesProvider');
  return preferences;
}

export function useMessages(): Messages {
  return usePreferences().messages;
}
