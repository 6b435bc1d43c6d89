namespace Millrace.App;

/// <summary>Connections to a serving deployment.</summary>
internal static class ServerHttp
{
    /// <summary>Where a server of this machine listens, where nothing else is said.</summary>
    public static readonly Uri Local = new("http://127.0.0.1:8700/");

    /// <summary>Bodies and keys go to the server that was named: where its answers lead is not followed.</summary>
    public static HttpClient Create(Uri? address, TimeSpan timeout) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = timeout };
}
