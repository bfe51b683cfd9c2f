import {
  Box,
  List,
  ListItem,
  ListItemButton,
  ListItemIcon,
  ListItemText,
  Tooltip,
  Typography,
} from '@mui/material';
import { Link } from 'react-router-dom';
import { useT } from '../../../i18n/react';
import type { MenuEntry } from '../../core/modules';
import { SECTIONS, useCurrentEntry } from './entries';

interface NavListProps {
  entries: MenuEntry[];
  /** Icons alone, with the names as tips. */
  narrow?: boolean;
  /** When an entry was chosen. */
  onChoose?: () => void;
}

/** The navigation by sections. */
export function NavList({ entries, narrow = false, onChoose }: NavListProps) {
  const t = useT();
  const current = useCurrentEntry(entries);
  return (
    <>
      {SECTIONS.map((section) => {
        const lines = entries.filter((entry) => entry.section === section);
        if (lines.length === 0) return null;
        return (
          <Box key={section} sx={{ mb: 1 }}>
            <Typography
              id={`nav-${section}`}
              variant="overline"
              component="h2"
              color="text.secondary"
              sx={{
                px: 1.5,
                py: 0.5,
                height: 28,
                overflow: 'hidden',
                visibility: narrow ? 'hidden' : 'visible',
                whiteSpace: 'nowrap',
              }}
            >
              {t(`frame.sections.${section}`)}
            </Typography>
            <List disablePadding aria-labelledby={`nav-${section}`}>
              {lines.map((entry) => (
                <Line
                  key={entry.to}
                  entry={entry}
                  narrow={narrow}
                  selected={entry === current}
                  {...(onChoose ? { onChoose } : {})}
                />
              ))}
            </List>
          </Box>
        );
      })}
    </>
  );
}

interface LineProps extends Pick<NavListProps, 'onChoose'> {
  entry: MenuEntry;
  narrow: boolean;
  selected: boolean;
}

function Line({ entry, narrow, selected, onChoose }: LineProps) {
  const t = useT();
  const label = t(entry.label);
  return (
    <ListItem disablePadding sx={{ my: 0.25 }}>
      <Tooltip title={narrow ? label : ''} placement="right">
        <ListItemButton
          component={Link}
          to={entry.to}
          selected={selected}
          aria-current={selected ? 'page' : undefined}
          aria-label={narrow ? label : undefined}
          {...(onChoose ? { onClick: onChoose } : {})}
          sx={{ minHeight: 42, px: 1.5, py: 0.5 }}
        >
          <ListItemIcon sx={{ minWidth: 36, color: selected ? 'primary.main' : 'text.secondary' }}>
            <entry.icon fontSize="small" />
          </ListItemIcon>
          <ListItemText
            primary={label}
            slotProps={{
              primary: { noWrap: true, sx: { fontSize: '0.9375rem', fontWeight: selected ? 650 : 500 } },
            }}
          />
        </ListItemButton>
      </Tooltip>
    </ListItem>
  );
}
