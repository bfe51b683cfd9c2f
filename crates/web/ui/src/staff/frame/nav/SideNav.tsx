import KeyboardDoubleArrowLeft from '@mui/icons-material/KeyboardDoubleArrowLeft';
import KeyboardDoubleArrowRight from '@mui/icons-material/KeyboardDoubleArrowRight';
import { Box, IconButton, Stack, Tooltip, Typography } from '@mui/material';
import { useStore } from 'react-admin';
import { Link } from 'react-router-dom';
import { useT } from '../../../i18n/react';
import { useTenant } from '../../core/me';
import type { MenuEntry } from '../../core/modules';
import { Brand } from '../../ui/Brand';
import { NavList } from './NavList';

const WIDE = 248;
const NARROW = 68;

/** The navigation at the side, of wide screens. */
export function SideNav({ entries }: { entries: MenuEntry[] }) {
  const t = useT();
  const { name } = useTenant();
  const [open, setOpen] = useStore('sidebar.open', true);
  const toggle = t(open ? 'frame.collapse' : 'frame.expand');
  return (
    <Box
      component="nav"
      aria-label={t('frame.navigation')}
      sx={{
        display: { xs: 'none', md: 'flex' },
        displayPrint: 'none',
        flexDirection: 'column',
        width: open ? WIDE : NARROW,
        flexShrink: 0,
        position: 'sticky',
        top: 0,
        height: '100dvh',
        bgcolor: 'background.paper',
        borderRight: 1,
        borderColor: 'divider',
        transition: 'width 160ms ease',
      }}
    >
      <Stack
        component={Link}
        to="/"
        direction="row"
        sx={{
          alignItems: 'center',
          gap: 1.25,
          px: 1.75,
          height: 60,
          flexShrink: 0,
          overflow: 'hidden',
          color: 'text.primary',
          textDecoration: 'none',
        }}
      >
        <Brand />
        <Typography
          sx={{
            fontWeight: 700,
            lineHeight: 1.2,
            fontSize: '0.9375rem',
            overflow: 'hidden',
            display: '-webkit-box',
            WebkitLineClamp: 2,
            WebkitBoxOrient: 'vertical',
            ...(open ? {} : { position: 'absolute', left: -9999 }),
          }}
        >
          {name}
        </Typography>
      </Stack>
      <Box sx={{ flex: 1, overflowY: 'auto', overflowX: 'hidden', px: 1.25, pt: 1, scrollbarWidth: 'thin' }}>
        <NavList entries={entries} narrow={!open} />
      </Box>
      <Box sx={{ p: 1.25, borderTop: 1, borderColor: 'divider', textAlign: open ? 'right' : 'center' }}>
        <Tooltip title={toggle} placement="right">
          <IconButton onClick={() => setOpen(!open)} aria-label={toggle} aria-expanded={open}>
            {open ? (
              <KeyboardDoubleArrowLeft fontSize="small" />
            ) : (
              <KeyboardDoubleArrowRight fontSize="small" />
            )}
          </IconButton>
        </Tooltip>
      </Box>
    </Box>
  );
}
