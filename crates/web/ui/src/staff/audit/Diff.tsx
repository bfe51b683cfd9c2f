import ArrowForward from '@mui/icons-material/ArrowForward';
import { Box, Typography } from '@mui/material';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { shown, type Change } from './changes';
import { useFieldName } from './words';

/** What was before and what is since, field by field. */
export function Diff({ changes }: { changes: Change[] }) {
  const t = useT();
  const name = useFieldName();
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: 'grid',
        gridTemplateColumns: { xs: '1fr', sm: 'minmax(120px, 200px) 1fr' },
        columnGap: 2,
        rowGap: { xs: 0.25, sm: 0.75 },
      }}
    >
      {changes.map(({ field, before, after, pair }) => (
        <Box key={field} sx={{ display: 'contents' }}>
          <Typography component="dt" variant="body2" color="text.secondary">
            {bare(name(field))}
          </Typography>
          <Box
            component="dd"
            sx={{
              m: 0,
              mb: { xs: 1, sm: 0 },
              display: 'flex',
              gap: 1,
              flexWrap: 'wrap',
              alignItems: 'center',
            }}
          >
            {pair && shown(before).kind !== 'nothing' && (
              <>
                <Value value={before} old label={t('audit.before')} />
                <ArrowForward aria-hidden sx={{ fontSize: '1rem', color: 'text.secondary' }} />
              </>
            )}
            <Value value={after} label={t('audit.after')} />
          </Box>
        </Box>
      ))}
    </Box>
  );
}

/** "el teléfono" as the head of a line: "Teléfono". */
function bare(name: string): string {
  const text = name.replace(/^(el|la|los|las|the) /, '');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function Value({ value, old = false, label }: { value: unknown; old?: boolean; label: string }) {
  const t = useT();
  const formats = useFormats();
  const known = shown(value);
  const text = {
    nothing: () => t('audit.nothing'),
    masked: () => t('audit.masked'),
    yes: () => t('common.yes'),
    no: () => t('common.no'),
    instant: (raw: string) => formats.dateTime(raw),
    day: (raw: string) => formats.date(raw),
    text: (raw: string) => raw,
  }[known.kind]('text' in known ? known.text : '');
  const quiet = known.kind === 'nothing' || known.kind === 'masked';
  return (
    <Box
      component={old ? 'del' : 'ins'}
      aria-label={`${label}: ${text}`}
      sx={(theme) => ({
        px: 1,
        py: 0.25,
        borderRadius: '6px',
        fontSize: '0.875rem',
        overflowWrap: 'anywhere',
        textDecoration: old && !quiet ? 'line-through' : 'none',
        fontStyle: quiet ? 'italic' : 'normal',
        color: old || quiet ? theme.tokens.inkSoft : theme.tokens.ink,
        background: old ? theme.tokens.sunken : theme.tokens.primarySoft,
      })}
    >
      {text}
    </Box>
  );
}
