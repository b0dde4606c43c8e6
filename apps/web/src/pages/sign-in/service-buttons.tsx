import { Trans } from '@lingui/react/macro'
import { Button, Divider, Image, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { signInBegin } from '@tributary/client'
import { client } from '../../api/client.ts'
import { signInServicesQuery } from '../../api/sign-in-services.ts'
import { Problem } from '../../components/problem.tsx'

/** A button for each service to sign in with. Renders nothing without services. */
export function ServiceButtons({ returnPath }: { returnPath: string }) {
  const { data: services = [] } = useQuery(signInServicesQuery)
  const begin = useMutation({
    mutationFn: async (id: string) =>
      (await signInBegin({ client, path: { id }, body: { returnPath } })).data.authorizationUrl,
    onSuccess: (url) => location.assign(url),
  })
  if (services.length === 0) return null
  return (
    <Stack>
      <Divider label={<Trans>or</Trans>} />
      {begin.isError && <Problem error={begin.error} />}
      {services.map(({ id, name, icon }) => (
        <Button
          key={id}
          variant="default"
          onClick={() => begin.mutate(id)}
          // The next page is on its way after the answer.
          loading={(begin.isPending || begin.isSuccess) && begin.variables === id}
          leftSection={icon !== null && <Image src={icon} alt="" w={20} h={20} />}
        >
          <Trans>Sign in with {name}</Trans>
        </Button>
      ))}
    </Stack>
  )
}
