import type { Reference } from '../../report/report.js'

const asvsPages = {
  2: '0x11-V2-Validation-and-Business-Logic',
  3: '0x12-V3-Web-Frontend-Security',
  4: '0x13-V4-API-and-Web-Service',
  6: '0x15-V6-Authentication',
  7: '0x16-V7-Session-Management',
  9: '0x18-V9-Self-contained-Tokens',
  14: '0x23-V14-Data-Protection',
  15: '0x24-V15-Secure-Coding-and-Architecture',
  16: '0x25-V16-Security-Logging-and-Error-Handling',
} as const

type AsvsSection = `${keyof typeof asvsPages}.${number}.${number}`

/** A requirement of OWASP ASVS 5.0. */
export function asvs(section: AsvsSection): Reference {
  const page = asvsPages[Number(section.split('.')[0]) as keyof typeof asvsPages]
  return {
    title: `OWASP ASVS 5.0, ${section}`,
    url: `https://github.com/OWASP/ASVS/blob/v5.0.0/5.0/en/${page}.md`,
  }
}

const cheatSheet = (title: string, page: string): Reference => ({
  title: `OWASP ${title} Cheat Sheet`,
  url: `https://cheatsheetseries.owasp.org/cheatsheets/${page}_Cheat_Sheet.html`,
})

export const mfaCheatSheet = cheatSheet('Multifactor Authentication', 'Multifactor_Authentication')
export const forgotPasswordCheatSheet = cheatSheet('Forgot Password', 'Forgot_Password')
export const authenticationCheatSheet = cheatSheet('Authentication', 'Authentication')
export const sessionCheatSheet = cheatSheet('Session Management', 'Session_Management')

export const wstgMfa: Reference = {
  title: 'OWASP WSTG-ATHN-11, Testing Multi-Factor Authentication',
  url: 'https://owasp.org/www-project-web-security-testing-guide/latest/4-Web_Application_Security_Testing/04-Authentication_Testing/11-Testing_Multi-Factor_Authentication',
}

export const nist: Reference = {
  title: 'NIST SP 800-63B, out-of-band devices and rate limiting',
  url: 'https://pages.nist.gov/800-63-4/sp800-63b.html',
}

export const webhookSecurity: Reference = {
  title: 'Standard Webhooks, verifying signatures and timestamps',
  url: 'https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md',
}
