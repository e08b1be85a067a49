/** Coefficients of Acklam's approximation: of the middle (a, b) and of the tails (c, d), the highest power first. */
const a = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
]
const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1]
const c = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
]
const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]

/** Below this share, and above its counterpart, the tails begin. */
const tail = 0.02425

const polynomial = (coefficients: readonly number[], at: number) =>
  coefficients.reduce((sum, coefficient) => sum * at + coefficient, 0)

/**
 * The value below which a share of a standard normal distribution lies, with a relative error below 1.2e-9.
 *
 * @param share above 0 and below 1
 */
export function toNormalQuantile(share: number): number {
  if (share > 1 - tail) return -toNormalQuantile(1 - share)
  if (share < tail) {
    const at = Math.sqrt(-2 * Math.log(share))
    return polynomial(c, at) / polynomial(d, at)
  }
  const at = share - 0.5
  const squared = at * at
  return (polynomial(a, squared) * at) / polynomial(b, squared)
}
