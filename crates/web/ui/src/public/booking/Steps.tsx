import { useT } from '../../i18n/react';
import { Hex } from '../../site/Hex';
import { Icon } from '../../site/Icon';
import { href, go } from '../../site/location';
import { STEPS, write, type Choice } from './address';
import { carried, type Entry } from './flow';

interface Props {
  at: number;
  choice: Choice;
  entry: Partial<Entry>;
}

/** Where one is in the booking, and the way back. */
export function Steps({ at, choice, entry }: Props) {
  const t = useT();
  return (
    <nav aria-label={t('public.step.progress')} className="steps no-print">
      <ol>
        {STEPS.map((step, index) => {
          const label = t(`public.step.${step}`);
          // The way back leads to what was chosen; once it is booked, there is none.
          const isBack = index < at && at < STEPS.length - 1;
          const address = write(step, choice);
          const mark = (
            <>
              <Hex className={index <= at ? 'hex-strong' : ''}>
                {index < at || (index === STEPS.length - 1 && index === at) ? (
                  <Icon name="check" size={16} />
                ) : (
                  index + 1
                )}
              </Hex>
              <span className="steps-label">{label}</span>
            </>
          );
          return (
            <li
              key={step}
              className={index === at ? 'steps-current' : ''}
              aria-current={index === at ? 'step' : undefined}
            >
              {isBack ? (
                <a
                  href={href(address)}
                  onClick={(event) => {
                    event.preventDefault();
                    go(address, carried(entry, { seen: true }));
                  }}
                >
                  {mark}
                </a>
              ) : (
                <span className="steps-mark">{mark}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
