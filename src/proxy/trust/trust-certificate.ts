import { javaVariables, phpVariables, trustVariables } from './environment.js'
import { createPhpSettings } from './php.js'
import { TrustFolder } from './trust-folder.js'

/** Makes one command trust a certificate, without a proxy. @param certificate as PEM */
export function trustCertificate(
  certificate: string,
  env: Readonly<Record<string, string | undefined>>,
  now: () => number,
): { readonly env: Readonly<Record<string, string>>; readonly remove: () => void } {
  const folder = new TrustFolder(certificate)
  const php = folder.createFolder('php')
  folder.write('php/tve.ini', createPhpSettings({ bundle: folder.addBundle() }))
  return {
    env: {
      ...trustVariables(env, folder),
      ...javaVariables(env, folder.addKeyStore(now()), undefined),
      ...phpVariables(env, php),
    },
    remove: () => folder.remove(),
  }
}
