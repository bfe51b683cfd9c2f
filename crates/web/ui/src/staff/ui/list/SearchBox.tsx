import Close from '@mui/icons-material/Close';
import Search from '@mui/icons-material/Search';
import { IconButton, InputAdornment, TextField } from '@mui/material';
import { useEffect, useEffectEvent, useState } from 'react';
import { useListContext } from 'react-admin';
import { useT } from '../../../i18n/react';

/** Milliseconds between the last key and the search. */
const PAUSE = 300;

/** Looks for what is typed in the list around it (`q`). `label` says what can be looked for. */
export function SearchBox({ label }: { label: string }) {
  const t = useT();
  const { filterValues, setFilters } = useListContext();
  const searched = String((filterValues as { q?: string }).q ?? '');
  const [typed, setTyped] = useState(searched);
  const [seen, setSeen] = useState(searched);
  // What changed elsewhere (the address, "clear all") shows here as well.
  if (seen !== searched) {
    setSeen(searched);
    if (typed.trim() !== searched) setTyped(searched);
  }
  const search = useEffectEvent(() => {
    const { q: _q, ...others } = filterValues as Record<string, unknown>;
    const q = typed.trim();
    if (q !== searched) setFilters(q === '' ? others : { ...others, q });
  });
  useEffect(() => {
    const timer = setTimeout(search, PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <TextField
      type="search"
      placeholder={label}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
      sx={{
        flex: { xs: '1 1 100%', sm: '0 1 360px' },
        'input::-webkit-search-cancel-button': { display: 'none' },
      }}
      slotProps={{
        htmlInput: { 'aria-label': label, autoComplete: 'off', spellCheck: false },
        input: {
          startAdornment: (
            <InputAdornment position="start">
              <Search fontSize="small" />
            </InputAdornment>
          ),
          endAdornment: typed !== '' && (
            <InputAdornment position="end">
              <IconButton
                edge="end"
                size="small"
                aria-label={t('frame.list.clear')}
                onClick={() => setTyped('')}
              >
                <Close fontSize="small" />
              </IconButton>
            </InputAdornment>
          ),
        },
      }}
    />
  );
}
