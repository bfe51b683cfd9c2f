import Check from '@mui/icons-material/Check';
import DarkModeOutlined from '@mui/icons-material/DarkModeOutlined';
import LightModeOutlined from '@mui/icons-material/LightModeOutlined';
import LogoutOutlined from '@mui/icons-material/LogoutOutlined';
import PersonOutlineOutlined from '@mui/icons-material/PersonOutlineOutlined';
import SettingsBrightnessOutlined from '@mui/icons-material/SettingsBrightnessOutlined';
import TranslateOutlined from '@mui/icons-material/TranslateOutlined';
import {
  Avatar,
  Box,
  Divider,
  IconButton,
  ListItemIcon,
  ListItemText,
  Menu,
  MenuItem,
  Typography,
} from '@mui/material';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocaleState } from 'react-admin';
import { Link } from 'react-router-dom';
import { useLanguage, useT } from '../../i18n/react';
import { useThemeChoice } from '../../staff/core/theme';
import { initials } from '../../staff/ui/initials';
import { useProblem } from '../../staff/ui/useProblem';
import { logOut } from '../core/leave';
import { meQuery } from '../core/me';

const THEMES = [
  ['light', LightModeOutlined],
  ['dark', DarkModeOutlined],
  ['system', SettingsBrightnessOutlined],
] as const;

/** Who is logged in; the look and the language of the screens, and the way out. */
export function UserMenu() {
  const t = useT();
  const problem = useProblem();
  const language = useLanguage();
  const [, setLocale] = useLocaleState();
  const [theme, chooseTheme] = useThemeChoice();
  const { data: me } = useQuery(meQuery);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  const name = me?.user.full_name ?? '';
  return (
    <>
      <IconButton
        onClick={(event) => setAnchor(event.currentTarget)}
        aria-label={t('frame.accountOf', { name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        sx={{ p: 0.5 }}
      >
        <Avatar
          sx={{
            width: 36,
            height: 36,
            fontSize: '0.875rem',
            fontWeight: 700,
            bgcolor: 'primary.main',
            color: 'primary.contrastText',
          }}
        >
          {initials(name)}
        </Avatar>
      </IconButton>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        slotProps={{ paper: { sx: { minWidth: 260 } } }}
      >
        <Box component="li" sx={{ px: 2, py: 1 }} role="presentation">
          <Typography sx={{ fontWeight: 650 }}>{name}</Typography>
          <Typography variant="body2" color="text.secondary">
            {me?.user.email}
          </Typography>
        </Box>
        <MenuItem component={Link} to="/account" onClick={close}>
          <ListItemIcon>
            <PersonOutlineOutlined fontSize="small" />
          </ListItemIcon>
          {t('frame.account')}
        </MenuItem>
        <Divider component="li" />
        {THEMES.map(([choice, Icon]) => (
          <MenuItem
            key={choice}
            role="menuitemradio"
            aria-checked={choice === theme}
            onClick={() => chooseTheme(choice)}
          >
            <ListItemIcon>
              <Icon fontSize="small" />
            </ListItemIcon>
            <ListItemText>{t(`common.theme.${choice}`)}</ListItemText>
            {choice === theme && <Check fontSize="small" color="primary" />}
          </MenuItem>
        ))}
        <Divider component="li" />
        {(['es', 'en'] as const).map((choice) => (
          <MenuItem
            key={choice}
            role="menuitemradio"
            aria-checked={choice === language}
            onClick={() => setLocale(choice)}
          >
            <ListItemIcon>
              <TranslateOutlined fontSize="small" />
            </ListItemIcon>
            <ListItemText>{t(`common.language.${choice}`)}</ListItemText>
            {choice === language && <Check fontSize="small" color="primary" />}
          </MenuItem>
        ))}
        <Divider component="li" />
        <MenuItem onClick={() => void logOut().catch(problem)}>
          <ListItemIcon>
            <LogoutOutlined fontSize="small" />
          </ListItemIcon>
          {t('frame.logout')}
        </MenuItem>
      </Menu>
    </>
  );
}
