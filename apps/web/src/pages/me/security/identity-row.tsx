import { Trans, useLingui } from '@lingui/react/macro'
import { Badge, Button, Group, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SignInLinkedIdentity, signInDeleteIdentity } from '@tributary/client'
import { client } from '../../../api/client.ts'
import { ConfirmDialog } from '../../../components/confirm-dialog.tsx'
import { useFormats } from '../../../i18n/formats.ts'
import { ConfirmPassword, isNotRecent } from './confirm-password.tsx'

/** One linked identity: at which service, of whom, and removing it. */
export function IdentityRow({ identity }: { identity: SignInLinkedIdentity }) {
  const { t } = useLingui()
  const { dateTime, relative } = useFormats()
  const queryClient = useQueryClient()
  const [asks, { open, close }] = useDisclosure()
  const { id, serviceName, usable, name, email, issuer, linkedAt, lastUsedAt } = identity
  const remove = useMutation({
    mutationFn: () => signInDeleteIdentity({ client, path: { id } }),
    onSuccess: async () => {
      close()
      await queryClient.invalidateQueries({ queryKey: ['identities'] })
    },
  })
  const service = serviceName ?? new URL(issuer).host
  const needsPassword = isNotRecent(remove.error)
  return (
    <Group justify="space-between" gap="sm">
      <div style={{ flex: '1 1 14rem' }}>
        <Group gap="sm">
          <Text fw={500}>{[service, ...[email ?? name].filter((part) => part !== null)].join(' · ')}</Text>
          {!usable && (
            <Badge size="sm" color="gray">
              <Trans>Cannot sign in: the service is not available</Trans>
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {[
            t`linked ${dateTime(linkedAt)}`,
            ...(lastUsedAt === null ? [] : [t`used ${relative(lastUsedAt)}`]),
          ].join(' · ')}
        </Text>
      </div>
      <Button size="xs" variant="default" onClick={open} aria-label={t`Remove: ${service}`}>
        <Trans>Remove</Trans>
      </Button>
      <ConfirmDialog
        title={t`Remove this identity?`}
        confirm={t`Remove it`}
        keep={t`Keep it`}
        opened={asks && !needsPassword}
        onClose={close}
        mutation={remove}
      >
        <Trans>{service} does not sign in to your account any longer. You can link it again.</Trans>
      </ConfirmDialog>
      <ConfirmPassword
        opened={needsPassword}
        onClose={() => remove.reset()}
        onConfirmed={() => remove.mutate()}
      />
    </Group>
  )
}
