import Search from '@mui/icons-material/Search';
import { Box, Dialog, DialogTitle, InputBase, LinearProgress, Stack, Typography } from '@mui/material';
import { useId, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';
import type { MenuEntry } from '../../core/modules';
import { HitList } from './HitList';
import { useHits } from './useHits';

interface SearchDialogProps {
  open: boolean;
  onClose: () => void;
  entries: MenuEntry[];
}

/** Finds clients, appointments, screens and what can be done, from everywhere. */
export function SearchDialog({ open, onClose, entries }: SearchDialogProps) {
  const t = useT();
  return (
    <Dialog
      open={open}
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start' } }}
      slotProps={{
        paper: { sx: { mt: { xs: 1, sm: '10vh' }, mx: { xs: 1, sm: 4 }, width: { xs: '100%' } } },
      }}
    >
      <DialogTitle
        sx={{ position: 'absolute', width: 1, height: 1, p: 0, overflow: 'hidden', clipPath: 'inset(50%)' }}
      >
        {t('frame.search.open')}
      </DialogTitle>
      <Box>
        <Finder onClose={onClose} entries={entries} />
      </Box>
    </Dialog>
  );
}

function Finder({ onClose, entries }: Omit<SearchDialogProps, 'open'>) {
  const t = useT();
  const list = useId();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const q = typed.trim();
  const { groups, pending, error } = useHits(q, entries);
  const hits = groups.flatMap((group) => group.hits);
  const at = Math.min(chosen, Math.max(0, hits.length - 1));
  const go = (to: string) => {
    onClose();
    void navigate(to);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && hits.length > 0) {
      event.preventDefault();
      setChosen((at + step + hits.length) % hits.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      const hit = hits[at];
      if (hit) go(hit.to);
    }
  };
  const option = (index: number) => `${list}-${index}`;
  return (
    <>
      <Stack
        direction="row"
        sx={{ alignItems: 'center', gap: 1.5, px: 2, height: 60, borderBottom: 1, borderColor: 'divider' }}
      >
        <Search color="action" />
        <InputBase
          autoFocus
          fullWidth
          type="search"
          value={typed}
          placeholder={t('frame.search.placeholder')}
          onChange={(event) => {
            setTyped(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          sx={{
            fontSize: '1.0625rem',
            'input:focus-visible': { outline: 'none' },
            'input::-webkit-search-cancel-button': { display: 'none' },
          }}
          inputProps={{
            role: 'combobox',
            'aria-label': t('frame.search.open'),
            'aria-expanded': hits.length > 0,
            'aria-controls': list,
            'aria-autocomplete': 'list',
            'aria-activedescendant': hits.length > 0 ? option(at) : undefined,
            autoComplete: 'off',
            spellCheck: false,
            maxLength: 100,
          }}
        />
      </Stack>
      <Box sx={{ height: 3 }}>{pending && <LinearProgress sx={{ height: 3 }} />}</Box>
      <Box sx={{ maxHeight: 'min(60dvh, 480px)', overflowY: 'auto', pb: 1 }}>
        <HitList
          id={list}
          label={t('frame.search.open')}
          groups={groups}
          chosen={at}
          option={option}
          onPoint={setChosen}
          onChoose={go}
        />
        {error !== null && (
          <Typography role="alert" color="error" sx={{ px: 2.5, py: 2 }}>
            {describe(error, t)}
          </Typography>
        )}
        {q !== '' && hits.length === 0 && !pending && error === null && (
          <Typography color="text.secondary" sx={{ px: 2.5, py: 4, textAlign: 'center' }}>
            {t('frame.search.nothing', { q })}
          </Typography>
        )}
      </Box>
      <Box
        role="status"
        sx={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}
      >
        {q !== '' && !pending ? t('frame.search.results', { smart_count: hits.length }) : ''}
      </Box>
      <Typography
        variant="body2"
        color="text.secondary"
        aria-hidden
        sx={{ px: 2.5, py: 1.25, borderTop: 1, borderColor: 'divider', display: { xs: 'none', sm: 'block' } }}
      >
        {t('frame.search.keys')}
      </Typography>
    </>
  );
}
