/** What the settings of PHP need to know. */
export interface PhpSettings {
  /** The file with the trusted certificates. */
  readonly bundle?: string | undefined
  /** The script that runs before each program. */
  readonly prepend?: string | undefined
}

/** Settings for PHP, which are read after those of the system. */
export function createPhpSettings({ bundle, prepend }: PhpSettings): string {
  const settings = { 'openssl.cafile': bundle, 'curl.cainfo': bundle, auto_prepend_file: prepend }
  return Object.entries(settings)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} = "${value}"\n`]))
    .join('')
}

/**
 * A script that PHP runs before a program. PHP's own streams (`file_get_contents`, `fopen`, SoapClient) read no variable
 * for a proxy, only the option of a stream context, so it wraps http:// and https:// and adds that option. A program's
 * own auto_prepend_file runs afterwards.
 *
 * @param proxy address without a scheme: 127.0.0.1:8080
 * @param credential of the proxy, as in the header Proxy-Authorization
 */
export function createPhpPrepend(proxy: string, credential: string): string {
  return prepend.replace('ADDRESS', proxy).replace(': CREDENTIAL', `: ${credential}`)
}

const prepend = `<?php
namespace TelnyxVerifyEmulator;

/** An http:// or https:// stream through the proxy, unless it is to this machine or has a proxy of its own. */
final class ProxiedStream implements \\ArrayAccess, \\IteratorAggregate, \\Countable
{
    private const PROXY = 'tcp://ADDRESS';
    private const CREDENTIAL = 'Proxy-Authorization: CREDENTIAL';
    public $context;
    private $stream;
    private array $headers = [];
    private static array $names = [];

    public static function register(): void
    {
        foreach (['http', 'https'] as $scheme) {
            @stream_wrapper_unregister($scheme);
            stream_wrapper_register($scheme, self::class, STREAM_IS_URL);
        }
    }

    public function stream_open(string $url, string $mode, int $flags, ?string &$opened): bool
    {
        $context = is_resource($this->context) ? $this->context : stream_context_get_default();
        $host = trim((string) parse_url($url, PHP_URL_HOST), '[]');
        ['http' => $own, 'ssl' => $ssl] = stream_context_get_options($context) + ['http' => [], 'ssl' => []];
        // PHP leaves the name of the host in a context, where the next host would be checked against it.
        $name = $ssl['peer_name'] ?? null;
        if ($name === null || $name === (self::$names[(int) $context] ?? null)) {
            stream_context_set_option($context, 'ssl', 'peer_name', $host);
            self::$names[(int) $context] = $host;
        }
        $isOther = ($own['proxy'] ?? self::PROXY) !== self::PROXY;
        if (!$isOther && !preg_match('/(^|\\.)localhost$|^127\\.|^::1$|^0\\.0\\.0\\.0$/i', $host)) {
            $header = $own['header'] ?? [];
            $lines = is_array($header) ? $header : preg_split('/\\r?\\n/', rtrim($header));
            // A context may be used again.
            $lines = array_diff($lines, [self::CREDENTIAL, '']);
            $lines[] = self::CREDENTIAL;
            stream_context_set_option($context, 'http', 'proxy', self::PROXY);
            stream_context_set_option($context, 'http', 'request_fulluri', stripos($url, 'http:') === 0);
            stream_context_set_option($context, 'http', 'header', array_values($lines));
        } elseif (!$isOther && isset($own['proxy'])) {
            stream_context_set_option($context, 'http', 'proxy', '');
            stream_context_set_option($context, 'http', 'request_fulluri', false);
        }
        // PHP drops the headers of an answer that it takes for an error, so the status is judged here.
        $takesErrors = !empty($own['ignore_errors']);
        stream_context_set_option($context, 'http', 'ignore_errors', true);
        foreach (['http', 'https'] as $scheme) stream_wrapper_restore($scheme);
        try {
            $this->stream = @fopen($url, $mode, false, $context);
        } finally {
            self::register();
            stream_context_set_option($context, 'http', 'ignore_errors', $takesErrors);
        }
        $this->headers = $http_response_header ?? [];
        $GLOBALS['http_response_header'] = $this->headers;
        $statuses = preg_grep('/^HTTP\\/\\d/', $this->headers);
        $status = (int) (explode(' ', (string) end($statuses))[1] ?? 0);
        if (is_resource($this->stream) && $status >= 400 && !$takesErrors) {
            trigger_error("HTTP request failed! " . end($statuses), E_USER_WARNING);
            fclose($this->stream);
            return false;
        }
        return is_resource($this->stream);
    }

    public function stream_read(int $count) { return fread($this->stream, $count); }
    public function stream_write(string $data) { return fwrite($this->stream, $data); }
    public function stream_eof(): bool { return feof($this->stream); }
    public function stream_close(): void { fclose($this->stream); }
    public function stream_flush(): bool { return fflush($this->stream); }
    public function stream_stat() { return fstat($this->stream); }
    public function url_stat(string $url, int $flags) { return false; }
    public function stream_cast(int $as) { return $this->stream; }
    public function stream_set_option(int $option, int $one, ?int $two): bool
    {
        if ($option === STREAM_OPTION_BLOCKING) return stream_set_blocking($this->stream, (bool) $one);
        if ($option === STREAM_OPTION_READ_TIMEOUT) return stream_set_timeout($this->stream, $one, $two ?? 0);
        return false;
    }
    // The wrapper_data of stream_get_meta_data is this object, which reads like the list of headers that it would be.
    #[\\ReturnTypeWillChange]
    public function offsetExists($key) { return isset($this->headers[$key]); }
    #[\\ReturnTypeWillChange]
    public function offsetGet($key) { return $this->headers[$key] ?? null; }
    #[\\ReturnTypeWillChange]
    public function offsetSet($key, $value) {}
    #[\\ReturnTypeWillChange]
    public function offsetUnset($key) {}
    public function getIterator(): \\Iterator { return new \\ArrayIterator($this->headers); }
    public function count(): int { return count($this->headers); }
}

ProxiedStream::register();

/** The program's own auto_prepend_file: the last one of all settings but ours. */
function findOwnPrepend(): ?string
{
    $own = null;
    $files = array_merge([php_ini_loaded_file()], array_map('trim', explode(',', (string) php_ini_scanned_files())));
    foreach (array_filter($files) as $file) {
        if (dirname($file) === __DIR__ . DIRECTORY_SEPARATOR . 'php') continue;
        $own = (@parse_ini_file($file, false, INI_SCANNER_RAW))['auto_prepend_file'] ?? $own;
    }
    return is_string($own) && $own !== '' && $own !== 'none' ? $own : null;
}

if (findOwnPrepend() !== null) require findOwnPrepend();
`
