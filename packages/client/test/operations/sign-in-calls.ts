import {
  oidcGetIntegration,
  pluginsCreateInstance,
  Redirection,
  signInBegin,
  signInComplete,
  signInDeleteIdentity,
  signInLink,
  signInListIdentities,
  signInListServices,
} from '../../src/index.ts'
import type { World } from './world.ts'

/** Linking an identity at an issuer, signing in with it, and removing it. */
export function signInCalls({ client, session, issuer }: World) {
  let id = ''
  const comeBack = async (authorizationUrl: string) => {
    const query = issuer.visit(authorizationUrl, 'ada')
    const answer: unknown = await signInComplete({
      client: session,
      path: { id },
      query,
      redirect: 'manual',
    }).catch((error: unknown) => error)
    if (!(answer instanceof Redirection)) throw answer
  }
  return {
    oidcGetIntegration: () => oidcGetIntegration({ client }),
    async signInListServices() {
      await pluginsCreateInstance({
        client: session,
        body: { plugin: 'oidc', kind: 'authentication', name: 'Home', values: issuer.values },
      })
      const { data } = await signInListServices({ client: session })
      id = data.items[0]?.id ?? ''
    },
    async signInLink() {
      const { data } = await signInLink({ client: session, path: { id }, body: { returnPath: '/' } })
      await comeBack(data.authorizationUrl)
    },
    signInBegin: () => signInBegin({ client: session, path: { id }, body: {} }),
    async signInComplete() {
      const { data } = await signInBegin({ client: session, path: { id }, body: {} })
      await comeBack(data.authorizationUrl)
    },
    signInListIdentities: () => signInListIdentities({ client: session }),
    async signInDeleteIdentity() {
      const { data } = await signInListIdentities({ client: session })
      await signInDeleteIdentity({ client: session, path: { id: data.items[0]?.id ?? '' } })
    },
  }
}
