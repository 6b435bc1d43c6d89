namespace Millrace.Server.Http;

/// <summary>A body that ends too early or cannot be decompressed: nothing of it was taken.</summary>
internal sealed class BadBodyException(string message, Exception? cause = null) : Exception(message, cause);
