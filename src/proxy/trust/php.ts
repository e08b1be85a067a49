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
  return `<?php
namespace TelnyxVerifyEmulator;

/** An http:// or https:// stream through the proxy, unless it is to this machine or has a proxy of its own. */
final class ProxiedStream implements \\ArrayAccess, \\IteratorAggregate, \\Countable
{
    public $context;
    private $stream;
    private array $headers = [];

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
        $own = stream_context_get_options($context)['http'] ?? [];
        if (!isset($own['proxy']) && !preg_match('/(^|\\.)localhost$|^127\\.|^::1$|^0\\.0\\.0\\.0$/i', $host)) {
            $header = $own['header'] ?? [];
            $lines = is_array($header) ? $header : preg_split('/\\r?\\n/', rtrim($header));
            $lines[] = 'Proxy-Authorization: ${credential}';
            stream_context_set_option($context, 'http', 'proxy', 'tcp://${proxy}');
            stream_context_set_option($context, 'http', 'request_fulluri', stripos($url, 'http:') === 0);
            stream_context_set_option($context, 'http', 'header', array_values(array_filter($lines)));
        }
        foreach (['http', 'https'] as $scheme) stream_wrapper_restore($scheme);
        try {
            $this->stream = ($flags & STREAM_REPORT_ERRORS) ? fopen($url, $mode, false, $context) : @fopen($url, $mode, false, $context);
        } finally {
            self::register();
        }
        $this->headers = $http_response_header ?? [];
        $GLOBALS['http_response_header'] = $this->headers;
        return is_resource($this->stream);
    }

    public function stream_read(int $count) { return fread($this->stream, $count); }
    public function stream_write(string $data) { return fwrite($this->stream, $data); }
    public function stream_eof(): bool { return feof($this->stream); }
    public function stream_close(): void { fclose($this->stream); }
    public function stream_flush(): bool { return fflush($this->stream); }
    public function stream_stat() { return fstat($this->stream); }
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
}
