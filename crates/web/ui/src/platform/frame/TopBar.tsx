import MenuIcon from '@mui/icons-material/Menu';
import { Box, IconButton, Typography } from '@mui/material';
import { useT } from '../../i18n/react';
import { TenantSearch } from './TenantSearch';
import { UserMenu } from './UserMenu';

/** Above every screen: the way to the navigation on phones, the search for a business, and who is logged in. */
export function TopBar({ onMenu }: { onMenu: () => void }) {
  const t = useT();
  return (
    <Box
      component="header"
      sx={(theme) => ({
        position: 'sticky',
        top: 0,
        zIndex: 'appBar',
        height: 60,
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        px: { xs: 1, md: 3 },
        bgcolor: theme.tokens.background,
        borderBottom: 1,
        borderColor: 'divider',
      })}
    >
      <IconButton
        onClick={onMenu}
        aria-label={t('frame.navigation')}
        aria-haspopup="dialog"
        sx={{ display: { md: 'none' } }}
      >
        <MenuIcon />
      </IconButton>
      <Typography
        id="react-admin-title"
        component="div"
        aria-hidden
        noWrap
        sx={{ flex: 1, minWidth: 0, fontWeight: 700, fontSize: '1.0625rem', display: { md: 'none' } }}
      />
      <Box sx={{ flex: 1, display: { xs: 'none', md: 'block' } }}>
        <TenantSearch />
      </Box>
      <UserMenu />
    </Box>
  );
}
