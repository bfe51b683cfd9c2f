import MoreHoriz from '@mui/icons-material/MoreHoriz';
import { BottomNavigation, BottomNavigationAction, Box, Drawer } from '@mui/material';
import { useState } from 'react';
import { Link } from 'react-router-dom';
import { useT } from '../../../i18n/react';
import type { MenuEntry } from '../../core/modules';
import { BranchSwitcher } from '../BranchSwitcher';
import { mostUsed, useCurrentEntry } from './entries';
import { NavList } from './NavList';

/** The navigation below, of phones: what a thumb needs most, and the rest behind "more". */
export function BottomNav({ entries }: { entries: MenuEntry[] }) {
  const t = useT();
  const current = useCurrentEntry(entries);
  const [open, setOpen] = useState(false);
  const shown = mostUsed(entries);
  const close = () => setOpen(false);
  return (
    <>
      <Box
        component="nav"
        aria-label={t('frame.navigation')}
        sx={{
          display: { xs: 'block', md: 'none' },
          displayPrint: 'none',
          position: 'fixed',
          inset: 'auto 0 0 0',
          zIndex: 'appBar',
          bgcolor: 'background.paper',
          borderTop: 1,
          borderColor: 'divider',
          pb: 'env(safe-area-inset-bottom)',
        }}
      >
        <BottomNavigation
          showLabels
          value={open ? 'more' : (current?.to ?? null)}
          sx={{
            height: 60,
            bgcolor: 'transparent',
            '& .MuiBottomNavigationAction-root': { minWidth: 0, px: 0.5, color: 'text.secondary' },
            '& .MuiBottomNavigationAction-label': {
              fontSize: '0.75rem',
              fontWeight: 550,
              maxWidth: '100%',
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
              '&.Mui-selected': { fontSize: '0.75rem', fontWeight: 700 },
            },
            '& .Mui-selected': { color: 'primary.main' },
          }}
        >
          {shown.map((entry) => (
            <BottomNavigationAction
              key={entry.to}
              value={entry.to}
              label={t(entry.label)}
              icon={<entry.icon />}
              component={Link}
              to={entry.to}
              aria-current={entry === current ? 'page' : undefined}
            />
          ))}
          <BottomNavigationAction
            value="more"
            label={t('frame.more')}
            icon={<MoreHoriz />}
            aria-haspopup="dialog"
            aria-expanded={open}
            onClick={() => setOpen(true)}
          />
        </BottomNavigation>
      </Box>
      <Drawer
        anchor="bottom"
        open={open}
        onClose={close}
        slotProps={{
          paper: {
            'aria-label': t('frame.navigation'),
            role: 'dialog',
            sx: { borderRadius: '18px 18px 0 0', maxHeight: '80dvh', px: 1.5, pt: 2, pb: 3 },
          },
        }}
      >
        <Box sx={{ px: 1, pb: 1 }}>
          <BranchSwitcher wide />
        </Box>
        <NavList entries={entries} onChoose={close} />
      </Drawer>
    </>
  );
}
