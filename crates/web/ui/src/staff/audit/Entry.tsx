import ExpandMore from '@mui/icons-material/ExpandMore';
import { Box, ButtonBase, Collapse, Link, Typography } from '@mui/material';
import { useId, useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import type { AuditEntry } from '../../api/schema';
import { useFormats } from '../../format/react';
import { useT } from '../../i18n/react';
import { changesOf, linkTo } from './changes';
import { Diff } from './Diff';
import { useActor, useSentence } from './words';

/** Something that was done, as a sentence; opened, what changed and from where. */
export function Entry({ entry }: { entry: AuditEntry }) {
  const t = useT();
  const formats = useFormats();
  const sentence = useSentence();
  const actor = useActor();
  const id = useId();
  const [open, setOpen] = useState(false);
  const changes = changesOf(entry.changes);
  const to = linkTo(entry.entity, entry.entity_id);
  return (
    <Box sx={(theme) => ({ '& + &': { borderTop: `1px solid ${theme.tokens.line}` } })}>
      <ButtonBase
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        sx={(theme) => ({
          width: '100%',
          textAlign: 'left',
          display: 'flex',
          gap: 2,
          px: { xs: 2, sm: 3 },
          py: 1.5,
          minHeight: 52,
          justifyContent: 'flex-start',
          '&:hover': { background: theme.tokens.sunken },
        })}
      >
        <Typography component="span" variant="body2" color="text.secondary" sx={{ minWidth: 44 }}>
          {formats.time(entry.at)}
        </Typography>
        <Typography component="span" sx={{ flex: 1, overflowWrap: 'anywhere' }}>
          <strong>{actor(entry)}</strong> {sentence(entry)}
        </Typography>
        <ExpandMore
          aria-hidden
          sx={{
            color: 'text.secondary',
            transform: open ? 'rotate(180deg)' : 'none',
            transition: 'transform 150ms',
          }}
        />
      </ButtonBase>
      <Collapse in={open} unmountOnExit id={id}>
        <Box sx={{ pl: { xs: 2, sm: 3 }, pr: { xs: 2, sm: 3 }, pb: 2.5, ml: { sm: '60px' } }}>
          {changes.length > 0 && <Diff changes={changes} />}
          <Typography variant="body2" color="text.secondary" sx={{ mt: changes.length > 0 ? 1.5 : 0 }}>
            {[
              formats.dateTime(entry.at),
              entry.actor.full_name && entry.actor.name,
              entry.address && t('audit.from', { address: entry.address }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </Typography>
          <Box sx={{ display: 'flex', gap: 2, mt: 1, flexWrap: 'wrap' }}>
            {to && (
              <Link component={RouterLink} to={to} variant="body2">
                {t('audit.open')}
              </Link>
            )}
            {entry.entity_id && (
              <Link
                component={RouterLink}
                to={`/auditoria?entity=${entry.entity}&entity_id=${entry.entity_id}`}
                variant="body2"
              >
                {t('audit.allOfIt')}
              </Link>
            )}
          </Box>
        </Box>
      </Collapse>
    </Box>
  );
}
