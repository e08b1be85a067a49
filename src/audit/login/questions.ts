/** Questions that cannot be answered from outside: a person has to. */
export const questions: readonly string[] = [
  'Can users choose a stronger second factor than SMS, such as a passkey or an authenticator app? (ASVS 6.6.1; at level 3 SMS is not allowed)',
  'How does someone who has lost the phone get in, and is that path as hard to abuse as the login? (ASVS 6.4.4)',
  'Is a user notified when the phone number of the account changes, and must the old number confirm it? (ASVS 6.3.6, 7.5.1)',
  'Does your support ever ask a user for a code, or change a number on the phone?',
  'Do limits survive a restart, and do they hold across all instances? The audit sees one process.',
  'What happens after hours: do your own caches, sessions and counters expire? The clock of your application cannot be moved from outside.',
  'Who is told when sends, failures or spend rise suddenly, and who stops them? (ASVS 16.3.3)',
  'Is daily_spend_limit set and enabled in the Verify profile of production?',
  'Are phone numbers stored and logged no longer than needed, and deleted with the account?',
]
