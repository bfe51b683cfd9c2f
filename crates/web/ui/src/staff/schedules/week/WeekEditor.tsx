import CalendarViewWeek from '@mui/icons-material/CalendarViewWeek';
import { Alert, Box, Button, Stack, Typography, useMediaQuery, useTheme } from '@mui/material';
import { useMemo, useState, type KeyboardEvent } from 'react';
import type { Branch, Schedule } from '../../../api/schema';
import type { Values } from '../../../i18n';
import { useT } from '../../../i18n/react';
import { useRight } from '../../agenda/rights';
import { Notice } from '../../ui/Notice';
import { SaveDock } from '../../ui/SaveDock';
import { branchLook } from '../looks';
import { formatTime } from '../time';
import { Week, type WeekContext } from './context';
import { DayList } from './DayList';
import { Grid } from './Grid';
import { TemplatesMenu } from './TemplatesMenu';
import { Toolbar, type Drawing, type Look } from './Toolbar';
import { useLeftOutside } from './useLeftOutside';
import { useSaveWeek } from './useSaveWeek';
import { useWeek } from './useWeek';
import { faults, fromHours, grave, type Range } from './week';

interface WeekEditorProps {
  professional: string;
  schedule: Schedule;
  branches: Branch[];
}

/** A week to draw on, or to fill in as a form; both are the same week. */
export function WeekEditor({ professional, schedule, branches }: WeekEditorProps) {
  const t = useT();
  const theme = useTheme();
  const narrow = useMediaQuery(theme.breakpoints.down('md'));
  const may = useRight();
  const edit = useWeek(useMemo(() => fromHours(schedule.hours), [schedule]));
  const [look, setLook] = useState<Look | null>(null);
  const [drawing, setDrawing] = useState<Drawing>('work');
  const mine = useMemo(() => branches.filter(({ id }) => may('schedules.change', id)), [branches, may]);
  const [chosen, setBranch] = useState<string | null>(null);
  const branch = chosen ?? mine[0]?.id ?? branches[0]?.id ?? '';
  // Hours at a branch that closed can be taken away by whoever may change hours everywhere.
  const canEdit = (range: Range) =>
    mine.some(({ id }) => id === range.branch) ||
    (!branches.some(({ id }) => id === range.branch) && may('schedules.change', range.branch));
  const saving = useSaveWeek(professional, schedule, edit, canEdit);
  const outside = useLeftOutside(professional, edit, branches);
  const wrong = useMemo(() => faults(edit.week), [edit.week]);
  const blocked = [...wrong.values()].some(grave);

  const context: WeekContext = {
    week: edit.week,
    change: (next) => {
      saving.forget();
      edit.change(next);
    },
    faultOf: (key) => {
      const fault = wrong.get(key);
      const said = saving.refused.get(key);
      if (said) return { text: said, grave: true };
      if (!fault) return undefined;
      const times: Values =
        fault.kind === 'overlap' ? { from: formatTime(fault.from), until: formatTime(fault.until) } : {};
      return { text: t(`schedules.week.faults.${fault.kind}`, times), grave: grave(fault) };
    },
    branches,
    mine,
    canEdit,
    look: (id) =>
      branchLook(
        branches.findIndex((one) => one.id === id),
        theme.tokens,
      ),
    branchName: (id) => branches.find((one) => one.id === id)?.name ?? t('schedules.closedBranch'),
    branch,
  };

  const shown = look ?? (narrow ? 'list' : 'grid');
  const undoKey = (event: KeyboardEvent) => {
    const typing = event.target instanceof HTMLInputElement;
    if (typing || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    edit.undo();
  };

  return (
    <Week.Provider value={context}>
      <Box onKeyDown={undoKey}>
        {mine.length === 0 && (
          <Alert severity="info" sx={{ mb: 2 }}>
            {t('schedules.week.readOnly')}
          </Alert>
        )}
        {saving.conflict && (
          <Alert
            severity="warning"
            sx={{ mb: 2 }}
            action={
              <Stack direction="row" sx={{ flexWrap: 'wrap' }}>
                <Button color="inherit" onClick={saving.takeTheirs}>
                  {t('schedules.week.takeTheirs')}
                </Button>
                <Button color="inherit" onClick={saving.overwrite} loading={saving.saving}>
                  {t('schedules.week.keepMine')}
                </Button>
              </Stack>
            }
          >
            {t('schedules.week.conflict')}
          </Alert>
        )}
        <Toolbar
          look={shown}
          setLook={setLook}
          drawing={drawing}
          setDrawing={setDrawing}
          setBranch={setBranch}
          undo={edit.undo}
          canUndo={edit.canUndo}
        />
        {edit.week.length === 0 && mine.length > 0 && (
          <Notice
            icon={CalendarViewWeek}
            title={t('schedules.week.empty.title')}
            text={t('schedules.week.empty.text')}
            action={<TemplatesMenu variant="contained" />}
          />
        )}
        {shown === 'grid' ? <Grid bookable={drawing === 'work'} /> : <DayList />}
        {shown === 'grid' && mine.length > 0 && (
          <Typography variant="body2" color="text.secondary" sx={{ mt: 1.5 }}>
            {t(drawing === 'work' ? 'schedules.week.hint' : 'schedules.week.pauseHint')}
          </Typography>
        )}
        {mine.length > 0 && (
          <SaveDock
            dirty={edit.dirty}
            saving={saving.saving}
            disabled={blocked}
            text={
              blocked ? (
                t('schedules.week.fix')
              ) : outside > 0 ? (
                <Box component="span" sx={{ color: 'warning.main', fontWeight: 600 }}>
                  {t('schedules.week.outside', { smart_count: outside })}
                </Box>
              ) : undefined
            }
            save={saving.save}
            discard={() => {
              saving.forget();
              edit.rebase(edit.saved);
            }}
          />
        )}
      </Box>
    </Week.Provider>
  );
}
