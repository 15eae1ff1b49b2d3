import { useMessages } from '../preferences.tsx';

export function ReloadButton() {
  const { vault } = useMessages();
  return (
    <button type="button" className="button button-main" onClick={() => window.location.reload()}>
      {vault.reload}
    </button>
  );
}
