import { Chip } from '@mui/material';
import type { Service } from '../../api/schema';
import { useT } from '../../i18n/react';
import { useEverywhere } from '../core/everywhere';
import { EditPage } from '../ui/form/EditPage';
import { Lifecycle } from '../ui/form/Lifecycle';
import { ServiceFields } from './ServiceFields';

/** Changes a service, takes it off the list, or deletes it. */
export default function ServiceEdit() {
  const t = useT();
  const may = useEverywhere();
  return (
    <EditPage
      title={(service) => String(service.name)}
      subtitle={(service) =>
        !(service as unknown as Service).is_active && (
          <Chip size="small" color="warning" variant="outlined" label={t('services.inactive')} />
        )
      }
      next={() => '/services'}
      // Without a number there is nothing before or after.
      transform={(service) => ({
        ...service,
        buffer_before_minutes: service.buffer_before_minutes ?? 0,
        buffer_after_minutes: service.buffer_after_minutes ?? 0,
      })}
      actions={
        <Lifecycle
          name={(service) => String(service.name)}
          mayChange={may('services.change')}
          mayDelete={may('services.delete')}
          texts={{
            retire: t('services.retire'),
            revive: t('services.revive'),
            retired: t('services.retired'),
            revived: t('services.revived'),
            delete: t('services.delete'),
            deleteText: t('services.deleteText'),
            deleted: t('services.deleted'),
          }}
          explain={(error) => error.code === 'service_in_use' && t('services.inUse')}
        />
      }
    >
      <ServiceFields />
    </EditPage>
  );
}
