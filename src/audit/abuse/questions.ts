/** What a rehearsal cannot find out. A person has to answer it. */
export const questions: readonly string[] = [
  'Is daily_spend_limit set and enabled in the Verify profile of production, and is it below what an attack may cost you?',
  'Who is told when sends or spend rise suddenly, and who stops them at night? (ASVS 16.3.3)',
  'Do limits hold over all instances and survive a restart? The audit sees one process.',
  'What does a message to each of your countries really cost? The bill uses the configured prices, the same for every country.',
  'Does a CDN or a bot check in front of production stop some of this? The audit asks the application itself.',
]
