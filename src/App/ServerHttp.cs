namespace Millrace.App;

/// <summary>Connections to a serving deployment.</summary>
internal static class ServerHttp
{
    /// <summary>Bodies and keys go to the server that was named: where its answers lead is not followed.</summary>
    public static HttpClient Create(Uri? address, TimeSpan timeout) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = timeout };
}
