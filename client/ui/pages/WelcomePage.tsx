import { Link } from 'wouter';
import { paths } from '../paths.ts';
import { useMessages } from '../preferences.tsx';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { Solo } from './VaultNotice.tsx';

export function WelcomePage() {
  const { welcome } = useMessages();
  return (
    <Solo title={welcome.title} isWide>
      <p className="lede">{welcome.lede}</p>
      <div className="doors">
        <Link className="door" href={paths.join}>
          <strong>{welcome.invited}</strong> <span>{welcome.invitedNote}</span>
        </Link>
        <Link className="door" href={paths.create}>
          <strong>{welcome.host}</strong> <span>{welcome.hostNote}</span>
        </Link>
      </div>
      <section className="sees" aria-labelledby="relay-sees">
        <h2 id="relay-sees">{welcome.relayTitle}</h2>
        <ul className="plain-list">
          {welcome.relayLines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
      <div className="solo-foot">
        <Link className="foot-link" href={paths.limits}>
          {welcome.limits}
        </Link>
        <LanguageSwitch />
      </div>
    </Solo>
  );
}
