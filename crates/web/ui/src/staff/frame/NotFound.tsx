import ExploreOffOutlined from '@mui/icons-material/ExploreOffOutlined';
import { Button } from '@mui/material';
import { Link } from 'react-router-dom';
import { useT } from '../../i18n/react';
import { Notice } from '../ui/Notice';
import { Page } from '../ui/Page';

/** There is no screen at this address. */
export function NotFound() {
  const t = useT();
  return (
    <Page title={t('frame.notFound.title')}>
      <Notice
        icon={ExploreOffOutlined}
        title={t('frame.notFound.heading')}
        text={t('frame.notFound.text')}
        action={
          <Button variant="contained" component={Link} to="/">
            {t('frame.notFound.home')}
          </Button>
        }
      />
    </Page>
  );
}
