import { Box, Typography } from '@mui/material';
import { useEffect, useRef } from 'react';
import type { Hit, HitGroup } from './useHits';

interface HitListProps {
  id: string;
  label: string;
  groups: HitGroup[];
  /** Which of all hits the keyboard is at. */
  chosen: number;
  /** The id of a hit by its number. */
  option: (index: number) => string;
  onPoint: (index: number) => void;
  onChoose: (to: string) => void;
}

/** What was found, by sort. The input that it belongs to has the focus; `chosen` is where it points. */
export function HitList({ id, label, groups, chosen, option, onPoint, onChoose }: HitListProps) {
  const starts = groups.map((_, at) => groups.slice(0, at).reduce((sum, { hits }) => sum + hits.length, 0));
  return (
    <Box id={id} role="listbox" aria-label={label}>
      {groups.map((group, at) => (
        <Box key={group.key} role="group" aria-label={group.title}>
          <Typography
            variant="overline"
            color="text.secondary"
            component="div"
            aria-hidden
            sx={{ px: 2.5, pt: 1.25 }}
          >
            {group.title}
          </Typography>
          {group.hits.map((hit, offset) => {
            const index = (starts[at] ?? 0) + offset;
            return (
              <Option
                key={hit.key}
                id={option(index)}
                hit={hit}
                chosen={index === chosen}
                onPoint={() => onPoint(index)}
                onChoose={() => onChoose(hit.to)}
              />
            );
          })}
        </Box>
      ))}
    </Box>
  );
}

interface OptionProps {
  id: string;
  hit: Hit;
  chosen: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function Option({ id, hit, chosen, onPoint, onChoose }: OptionProps) {
  const self = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (chosen) self.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    <Box
      id={id}
      ref={self}
      role="option"
      aria-selected={chosen}
      onMouseMove={chosen ? undefined : onPoint}
      onClick={onChoose}
      sx={(theme) => ({
        mx: 1,
        px: 1.5,
        py: 0.75,
        minHeight: 44,
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        borderRadius: '10px',
        cursor: 'pointer',
        ...(chosen ? { background: theme.tokens.primarySoft } : {}),
      })}
    >
      <hit.icon fontSize="small" color={chosen ? 'primary' : 'action'} />
      <Box sx={{ minWidth: 0 }}>
        <Typography noWrap sx={{ fontWeight: 550, fontSize: '0.9375rem' }}>
          {hit.title}
        </Typography>
        {hit.detail && (
          <Typography noWrap variant="body2" color="text.secondary">
            {hit.detail}
          </Typography>
        )}
      </Box>
    </Box>
  );
}
