import Search from '@mui/icons-material/Search';
import { Box, ButtonBase, IconButton, Typography } from '@mui/material';
import { Link } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { Brand } from '../ui/Brand';
import { BranchSwitcher } from './BranchSwitcher';
import { UserMenu } from './UserMenu';

/** How Ctrl and K are written here. */
const KEYS = /mac|iphone|ipad/i.test(navigator.userAgent) ? '⌘ K' : 'Ctrl K';

/** Above every screen: what it is called (on phones), search, branch, account. */
export function TopBar({ onSearch }: { onSearch: () => void }) {
  const t = useT();
  return (
    <Box
      component="header"
      sx={(theme) => ({
        displayPrint: 'none',
        position: 'sticky',
        top: 0,
        zIndex: 'appBar',
        height: 60,
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        px: { xs: 1.5, md: 3 },
        bgcolor: theme.tokens.background,
        borderBottom: 1,
        borderColor: 'divider',
        '@media print': { display: 'none' },
      })}
    >
      <Box
        component={Link}
        to="/"
        aria-label={t('frame.notFound.home')}
        sx={{ display: { md: 'none' }, textDecoration: 'none' }}
      >
        <Brand size={36} />
      </Box>
      <Typography
        id="react-admin-title"
        component="div"
        aria-hidden
        noWrap
        sx={{ flex: 1, minWidth: 0, fontWeight: 700, fontSize: '1.0625rem', display: { md: 'none' } }}
      />
      <Box sx={{ flex: 1, display: { xs: 'none', md: 'block' } }}>
        <ButtonBase
          onClick={onSearch}
          aria-keyshortcuts="Control+K Meta+K"
          sx={{
            width: '100%',
            maxWidth: 420,
            height: 40,
            px: 1.5,
            gap: 1,
            justifyContent: 'flex-start',
            borderRadius: '10px',
            border: 1,
            borderColor: 'divider',
            bgcolor: 'background.paper',
            color: 'text.secondary',
            typography: 'body1',
            fontSize: '0.9375rem',
            '&:hover': { borderColor: 'text.secondary' },
          }}
        >
          <Search fontSize="small" />
          <Box component="span" sx={{ flex: 1, textAlign: 'left' }}>
            {t('frame.search.hint')}
          </Box>
          <Box
            component="kbd"
            aria-hidden
            sx={{
              font: 'inherit',
              fontSize: '0.75rem',
              border: 1,
              borderColor: 'divider',
              borderRadius: 1,
              px: 0.75,
            }}
          >
            {KEYS}
          </Box>
        </ButtonBase>
      </Box>
      <IconButton onClick={onSearch} aria-label={t('frame.search.open')} sx={{ display: { md: 'none' } }}>
        <Search />
      </IconButton>
      <Box sx={{ display: { xs: 'none', md: 'block' } }}>
        <BranchSwitcher />
      </Box>
      <UserMenu />
    </Box>
  );
}
