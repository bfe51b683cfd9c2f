import ImageOutlined from '@mui/icons-material/ImageOutlined';
import { Alert, Box, Button, Stack, Typography } from '@mui/material';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useNotify } from 'react-admin';
import { done, ifMatch } from '../../../api/client';
import type { Brand } from '../../../api/schema';
import { useFormats } from '../../../format/react';
import { useT } from '../../../i18n/react';
import { describe } from '../../../ui/describe';
import { api } from '../../core/session';
import { checkLogo, KINDS, LogoError } from './logoFile';

interface LogoFieldProps {
  brand: Brand;
  disabled: boolean;
  onSaved: (brand: Brand) => void;
}

/** The logo: chosen or dropped, looked at before it is sent, saved at once. */
export function LogoField({ brand, disabled, onSaved }: LogoFieldProps) {
  const t = useT();
  const formats = useFormats();
  const notify = useNotify();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const params = { header: ifMatch(brand.version) };
  const told = {
    onSuccess: (row: Brand) => {
      onSaved(row);
      notify(t('common.saved'), { type: 'success' });
    },
  };
  const put = useMutation({
    mutationFn: async (file: File) => {
      const kind = await checkLogo(file);
      return done(
        api.PUT('/api/v1/brand/logo', {
          params,
          headers: { 'Content-Type': kind },
          // The picture itself is the body.
          body: file as unknown as string,
          bodySerializer: (picture: unknown) => picture as Blob,
        }),
      );
    },
    ...told,
  });
  const remove = useMutation({
    mutationFn: () => done(api.DELETE('/api/v1/brand/logo', { params })),
    ...told,
  });
  const error = put.error ?? remove.error;
  const send = (file: File | null | undefined) => {
    remove.reset();
    if (file) put.mutate(file);
  };
  const { logo } = brand;
  return (
    <Box sx={{ display: 'flex', gap: 3, flexWrap: 'wrap', alignItems: 'center' }}>
      <Box
        onDragOver={(event) => {
          if (disabled) return;
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          if (!disabled) send(event.dataTransfer.files[0]);
        }}
        sx={(theme) => ({
          width: 168,
          height: 120,
          p: 2,
          display: 'grid',
          placeItems: 'center',
          borderRadius: '14px',
          border: `2px dashed ${over ? theme.tokens.primary : theme.tokens.line}`,
          // As on most screens: logos are made for light grounds.
          background: logo ? '#ffffff' : theme.tokens.sunken,
          color: theme.tokens.inkSoft,
        })}
      >
        {logo ? (
          <Box
            component="img"
            src={logo.url}
            alt={t('settings.brand.logo')}
            sx={{ maxWidth: '100%', maxHeight: '100%', minHeight: 0, objectFit: 'contain' }}
          />
        ) : (
          <ImageOutlined fontSize="large" aria-hidden />
        )}
      </Box>
      <Box sx={{ flex: '1 1 280px', minWidth: 0 }}>
        <Typography variant="h4" component="h2">
          {t('settings.brand.logo')}
        </Typography>
        <Typography variant="body2" color="text.secondary" sx={{ mb: 1.5 }}>
          {logo
            ? t('settings.brand.logoFacts', {
                width: logo.width,
                height: logo.height,
                size: formats.number(Math.max(1, Math.round(logo.bytes / 1024))),
              })
            : t('settings.brand.logoText')}
        </Typography>
        {!disabled && (
          <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
            <Button variant="outlined" loading={put.isPending} onClick={() => input.current?.click()}>
              {t(logo ? 'settings.brand.replace' : 'settings.brand.choose')}
            </Button>
            {logo && (
              <Button
                color="inherit"
                loading={remove.isPending}
                onClick={() => {
                  put.reset();
                  remove.mutate();
                }}
              >
                {t('common.remove')}
              </Button>
            )}
            <input
              ref={input}
              type="file"
              hidden
              accept={KINDS.join(',')}
              aria-label={t('settings.brand.choose')}
              onChange={(event) => {
                send(event.target.files?.[0]);
                // The same file can be chosen again.
                event.target.value = '';
              }}
            />
          </Stack>
        )}
        {error && (
          <Alert severity="error" role="alert" sx={{ mt: 1.5 }}>
            {error instanceof LogoError ? t(`settings.brand.faults.${error.fault}`) : describe(error, t)}
          </Alert>
        )}
      </Box>
    </Box>
  );
}
