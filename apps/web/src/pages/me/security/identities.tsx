import { Trans, useLingui } from '@lingui/react/macro'
import { Button, Group, Text } from '@mantine/core'
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { signInLink, signInListIdentities } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { signInServicesQuery } from '../../../api/sign-in-services.ts'
import { FailedSignIn } from '../../../components/failed-sign-in.tsx'
import { Problem } from '../../../components/problem.tsx'
import { QueryState } from '../../../components/query-state.tsx'
import { Section } from '../section.tsx'
import { ConfirmPassword, isNotRecent } from './confirm-password.tsx'
import { IdentityRow } from './identity-row.tsx'

const route = getRouteApi('/shell/me/security')

const identitiesQuery = queryOptions({
  queryKey: ['identities'],
  queryFn: async ({ signal }) => (await signInListIdentities({ client, signal })).data.items,
})

/** The identities at other services that sign in to the account; nothing where no service can. */
export function Identities() {
  const { t } = useLingui()
  const { failed } = route.useSearch()
  const query = useQuery(identitiesQuery)
  const { data: services = [] } = useQuery(signInServicesQuery)
  const link = useMutation({
    mutationFn: async (id: string) =>
      (await signInLink({ client, path: { id }, body: { returnPath: '/me/security' } })).data
        .authorizationUrl,
    onSuccess: (url) => location.assign(url),
  })
  const again = () => {
    if (link.variables !== undefined) link.mutate(link.variables)
  }
  if (services.length === 0 && (query.data ?? []).length === 0 && failed === undefined) return null
  return (
    <Section title={t`Linked identities`} description={t`Sign in to your account through another service.`}>
      <FailedSignIn code={failed} />
      <QueryState
        query={query}
        isEmpty={(identities) => identities.length === 0}
        empty={
          <Text c="dimmed" size="sm">
            <Trans>No identity is linked yet.</Trans>
          </Text>
        }
      >
        {(identities) => identities.map((identity) => <IdentityRow key={identity.id} identity={identity} />)}
      </QueryState>
      {link.isError && !isNotRecent(link.error) && <Problem error={link.error} />}
      <Group gap="sm">
        {services.map(({ id, name }) => (
          <Button
            key={id}
            variant="default"
            onClick={() => link.mutate(id)}
            loading={(link.isPending || link.isSuccess) && link.variables === id}
          >
            <Trans>Link {name}</Trans>
          </Button>
        ))}
      </Group>
      <ConfirmPassword opened={isNotRecent(link.error)} onClose={() => link.reset()} onConfirmed={again} />
    </Section>
  )
}
