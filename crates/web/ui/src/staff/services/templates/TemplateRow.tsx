import CheckCircleOutlined from '@mui/icons-material/CheckCircleOutlined';
import { Box, Checkbox, Chip, ListItem, Stack, Typography } from '@mui/material';
import { useId } from 'react';
import type { ServiceTemplate } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { useDuration } from '../../schedules/useDuration';
import { MoneyField } from '../../ui/form/MoneyField';
import { isAmount } from './choice';

interface TemplateRowProps {
  template: ServiceTemplate;
  chosen: boolean;
  price: string;
  /** Whether a missing price is told by now. */
  told: boolean;
  choose: (on: boolean) => void;
  setPrice: (price: string) => void;
}

/** A template to tick, with its price. */
export function TemplateRow({ template, chosen, price, told, choose, setPrice }: TemplateRowProps) {
  const t = useT();
  const formats = useFormats();
  const duration = useDuration();
  const id = useId();
  const { name, description, minutes, popular, imported } = template;
  const typedWrong = chosen && price !== '' && !isAmount(price);
  const wrong = typedWrong || (told && chosen && !isAmount(price));
  return (
    <ListItem
      divider
      sx={{
        px: { xs: 1, sm: 2 },
        py: 1.25,
        gap: { xs: 0.5, sm: 1.5 },
        alignItems: 'flex-start',
        flexWrap: { xs: 'wrap', sm: 'nowrap' },
      }}
    >
      {imported ? (
        <CheckCircleOutlined color="success" sx={{ m: '8px', flex: 'none' }} />
      ) : (
        <Checkbox
          checked={chosen}
          onChange={(_event, on) => choose(on)}
          slotProps={{ input: { id, 'aria-label': t('services.templates.pick', { name }) } }}
          sx={{ width: 40, height: 40 }}
        />
      )}
      <Box
        {...(imported ? {} : { component: 'label', htmlFor: id })}
        sx={{
          flex: '1 1 0',
          minWidth: 180,
          cursor: imported ? 'default' : 'pointer',
          opacity: imported ? 0.8 : 1,
          pt: 0.75,
        }}
      >
        <Stack direction="row" component="span" sx={{ gap: 1, alignItems: 'center', flexWrap: 'wrap' }}>
          <Typography component="span" sx={{ fontWeight: 600 }}>
            {name}
          </Typography>
          {imported ? (
            <Chip size="small" color="success" variant="outlined" label={t('services.templates.there')} />
          ) : (
            popular && <Chip size="small" label={t('services.templates.popular')} />
          )}
        </Stack>
        <Typography component="span" variant="body2" color="text.secondary" sx={{ display: 'block' }}>
          {duration(minutes)} · {description}
        </Typography>
      </Box>
      <Box sx={{ width: { xs: '100%', sm: 180 }, flex: 'none', pl: { xs: '44px', sm: 0 } }}>
        {imported ? (
          <Typography sx={{ textAlign: { sm: 'right' }, pt: 0.75 }} color="text.secondary">
            {template.price && formats.money(template.price)}
          </Typography>
        ) : (
          <MoneyField
            fullWidth
            value={price}
            onChange={(typed) => {
              setPrice(typed);
              // Whoever sets a price wants it.
              if (!chosen) choose(true);
            }}
            error={wrong}
            helperText={
              wrong
                ? price === ''
                  ? t('services.templates.noPrice')
                  : t('services.templates.badPrice', { example: formats.number(1500) })
                : undefined
            }
            slotProps={{ htmlInput: { 'aria-label': t('services.templates.priceOf', { name }) } }}
          />
        )}
      </Box>
    </ListItem>
  );
}
