import AutoAwesomeOutlined from '@mui/icons-material/AutoAwesomeOutlined';
import { Button, Divider, Menu, MenuItem, type ButtonProps } from '@mui/material';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/react';
import { useWeekContext } from './context';
import { templated, TEMPLATES } from './week';

/** Weeks to begin with. */
export function TemplatesMenu({ variant }: Pick<ButtonProps, 'variant'>) {
  const t = useT();
  const id = useId();
  const { week, change, canEdit, branch } = useWeekContext();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = () => setAnchor(null);
  return (
    <>
      <Button
        variant={variant}
        startIcon={<AutoAwesomeOutlined />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={{ minHeight: 40 }}
      >
        {t('schedules.week.templates')}
      </Button>
      <Menu id={id} anchorEl={anchor} open={anchor !== null} onClose={close}>
        {TEMPLATES.map((template) => (
          <MenuItem
            key={template.id}
            sx={{ minHeight: 40 }}
            onClick={() => {
              change((now) => templated(now, template, branch, (one) => !canEdit(one)));
              close();
            }}
          >
            {t(`schedules.week.template.${template.id}`)}
          </MenuItem>
        ))}
        <Divider />
        <MenuItem
          sx={{ minHeight: 40 }}
          disabled={!week.some(canEdit)}
          onClick={() => {
            change((now) => now.filter((one) => !canEdit(one)));
            close();
          }}
        >
          {t('schedules.week.clear')}
        </MenuItem>
      </Menu>
    </>
  );
}
