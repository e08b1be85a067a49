const longest = 60

/**
 * Names sandboxes after the titles of tests, so that messages identify them: `a-code-expires-after-five-minutes`. Names
 * are unique: the next test with the same title gets `...-2`.
 */
export function createSandboxNames(): (title: string) => string {
  const taken = new Set<string>()
  return (title) => {
    const stem = title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, longest)
      .replace(/^-+|-+$/g, '')
    let name = stem || 'test'
    for (let count = 2; taken.has(name); count += 1) name = `${stem || 'test'}-${count}`
    taken.add(name)
    return name
  }
}
