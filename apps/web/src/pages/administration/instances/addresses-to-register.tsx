import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { PluginsPluginInstance } from '@tributary/client'
import { signInServicesQuery } from '../../../api/sign-in-services.ts'
import { SetupInfo } from '../parts/setup-info.tsx'

/** The addresses of this server that the service of an instance has to know: where it sends browsers back to, and what it calls. */
export function AddressesToRegister({ instance }: { instance: PluginsPluginInstance }) {
  const { t } = useLingui()
  const { id, kind, webhookPath } = instance
  const services = useQuery({ ...signInServicesQuery, enabled: kind === 'authentication' })
  const redirectUri = services.data?.find((service) => service.id === id)?.redirectUri
  const webhook = webhookPath === null ? undefined : new URL(webhookPath, location.origin).href
  const info = [
    { label: t`Redirect URI`, value: redirectUri },
    { label: t`Address for its webhook`, value: webhook },
  ].flatMap(({ label, value }) => (value === undefined ? [] : [{ label, value, copyable: true }]))
  return <SetupInfo info={info} />
}
