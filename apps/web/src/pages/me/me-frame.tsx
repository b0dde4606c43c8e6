import { useLingui } from '@lingui/react/macro'
import { Group } from '@mantine/core'
import { Outlet } from '@tanstack/react-router'
import { LinkButton } from '../../components/link-button.tsx'
import { PageTitle } from '../../components/page-title.tsx'

/** The pages about the signed-in person, and the way between them. */
export function MeFrame() {
  const { t } = useLingui()
  const sections = [
    ['/me', t`Profile`],
    ['/me/security', t`Password and sessions`],
    ['/me/keys', t`API keys`],
    ['/me/webhooks', t`Webhooks`],
    ['/me/data', t`Your data`],
  ] as const
  return (
    <>
      <PageTitle>{t`Me`}</PageTitle>
      <Group component="nav" aria-label={t`About you`} gap="xs" mb="lg">
        {sections.map(([to, label]) => (
          <LinkButton
            key={to}
            to={to}
            size="sm"
            px="sm"
            variant="subtle"
            activeOptions={{ exact: to === '/me' }}
            activeProps={{ variant: 'light' }}
          >
            {label}
          </LinkButton>
        ))}
      </Group>
      <Outlet />
    </>
  )
}
