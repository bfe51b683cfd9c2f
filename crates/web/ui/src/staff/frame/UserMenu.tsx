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
import { Link } from 'react-router-dom';
import type { Language } from '../../i18n';
import { useLanguage, useT } from '../../i18n/react';
import { useChooseLanguage } from '../core/language';
import { logOut } from '../core/leave';
import { meQuery } from '../core/me';
import { useThemeChoice, type ThemeChoice } from '../core/theme';
import { initials } from '../ui/initials';
import { useProblem } from '../ui/useProblem';

const THEMES: [ThemeChoice, typeof Check][] = [
  ['light', LightModeOutlined],
  ['dark', DarkModeOutlined],
  ['system', SettingsBrightnessOutlined],
];
const LANGUAGES: Language[] = ['es', 'en'];

/** Who is logged in; their account, the look and the language of the screens, and the way out. */
export function UserMenu() {
  const t = useT();
  const problem = useProblem();
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
        <MenuItem component={Link} to="/mi-cuenta" onClick={close}>
          <ListItemIcon>
            <PersonOutlineOutlined fontSize="small" />
          </ListItemIcon>
          {t('frame.account')}
        </MenuItem>
        <Divider component="li" />
        <Themes />
        <Divider component="li" />
        <Languages />
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

function Themes() {
  const t = useT();
  const [theme, choose] = useThemeChoice();
  return THEMES.map(([choice, Icon]) => (
    <Choice
      key={choice}
      icon={Icon}
      label={t(`common.theme.${choice}`)}
      chosen={choice === theme}
      onChoose={() => choose(choice)}
    />
  ));
}

function Languages() {
  const t = useT();
  const language = useLanguage();
  const choose = useChooseLanguage();
  return LANGUAGES.map((choice) => (
    <Choice
      key={choice}
      icon={TranslateOutlined}
      label={t(`common.language.${choice}`)}
      chosen={choice === language}
      onChoose={() => void choose(choice)}
    />
  ));
}

interface ChoiceProps {
  icon: typeof Check;
  label: string;
  chosen: boolean;
  onChoose: () => void;
}

function Choice({ icon: Icon, label, chosen, onChoose }: ChoiceProps) {
  return (
    <MenuItem role="menuitemradio" aria-checked={chosen} onClick={onChoose}>
      <ListItemIcon>
        <Icon fontSize="small" />
      </ListItemIcon>
      <ListItemText>{label}</ListItemText>
      {chosen && <Check fontSize="small" color="primary" />}
    </MenuItem>
  );
}
