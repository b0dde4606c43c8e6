import { useLingui } from '@lingui/react/macro'
import { Box, Group } from '@mantine/core'
import { Outlet, useRouterState } from '@tanstack/react-router'
import { LinkButton } from '../../components/link-button.tsx'
import { PageTitle } from '../../components/page-title.tsx'
import { SectionField } from '../../components/section-field.tsx'

/** The pages about the signed-in person, and the way between them. */
export function MeFrame() {
  const { t } = useLingui()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const sections = [
    ['/me', t`Profile`],
    ['/me/security', t`Password and sessions`],
    ['/me/notifications', t`Channels`],
    ['/me/rules', t`Rules`],
    ['/me/keys', t`API keys`],
    ['/me/webhooks', t`Webhooks`],
    ['/me/data', t`Your data`],
  ] as const
  return (
    <>
      <PageTitle>{t`Me`}</PageTitle>
      <Group component="nav" aria-label={t`About you`} gap="xs" mb="lg" visibleFrom="sm">
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
      <Box mb="md" hiddenFrom="sm">
        <SectionField
          sections={sections.map(([value, label]) => ({ value, label }))}
          current={sections.findLast(([to]) => path === to || path.startsWith(`${to}/`))?.[0] ?? '/me'}
        />
      </Box>
      <Outlet />
    </>
  )
}
