import { Box, List, ListItem, ListItemButton, ListItemIcon, ListItemText, Typography } from '@mui/material';
import { Link, useLocation } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { isAt, SECTIONS, type Entry } from './entries';

/** The navigation by sections. */
export function NavList({ onChoose }: { onChoose?: () => void }) {
  const t = useT();
  return SECTIONS.map(({ label, entries }) => (
    <Box key={label} sx={{ mb: 1.5 }}>
      <Typography variant="overline" component="h2" color="text.secondary" sx={{ px: 1.5, py: 0.5 }}>
        {t(label)}
      </Typography>
      <List disablePadding aria-label={t(label)}>
        {entries.map((entry) => (
          <Line key={entry.to} entry={entry} {...(onChoose ? { onChoose } : {})} />
        ))}
      </List>
    </Box>
  ));
}

function Line({ entry, onChoose }: { entry: Entry; onChoose?: () => void }) {
  const t = useT();
  const selected = isAt(entry.to, useLocation().pathname);
  return (
    <ListItem disablePadding sx={{ my: 0.25 }}>
      <ListItemButton
        component={Link}
        to={entry.to}
        selected={selected}
        aria-current={selected ? 'page' : undefined}
        {...(onChoose ? { onClick: onChoose } : {})}
        sx={{ minHeight: 42, px: 1.5, py: 0.5 }}
      >
        <ListItemIcon sx={{ minWidth: 36, color: selected ? 'primary.main' : 'text.secondary' }}>
          <entry.icon fontSize="small" />
        </ListItemIcon>
        <ListItemText
          primary={t(entry.label)}
          slotProps={{
            primary: { noWrap: true, sx: { fontSize: '0.9375rem', fontWeight: selected ? 650 : 500 } },
          }}
        />
      </ListItemButton>
    </ListItem>
  );
}
