using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Millrace.App.Bench;

/// <summary>The child process that serves the row "http": its CPU-seconds are the server's alone.</summary>
internal sealed class HttpServerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient http = new();
    private readonly JsonNode addresses;

    private HttpServerProcess(Process process, JsonNode addresses)
    {
        this.process = process;
        this.addresses = addresses;
    }

    /// <summary>Where the rival counts, by the name of the Kestrel that it stands behind.</summary>
    public Uri Rival(string kestrel) => new(new Uri((string)addresses[kestrel]!), HttpCounting.Path);

    public static async Task<HttpServerProcess> StartAsync(string folder)
    {
        var process = OwnProgram.Start(["bench", HttpServerCommand.Name, folder], withInput: true);
        var line = await process.StandardOutput.ReadLineAsync();
        return line is null
            ? throw new InvalidOperationException("The server of the bench ended at its start: see what it wrote above.")
            : new(process, JsonNode.Parse(line)!);
    }

    /// <summary>A fresh ledger behind the way in.</summary>
    public async Task<(Uri Events, string Key)> OpenAsync()
    {
        using var response = await http.PostAsync(Control(HttpServerHost.OpenPath), null);
        response.EnsureSuccessStatusCode();
        var opened = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return (new(new Uri((string)opened["address"]!), "ingest/v1/events"), (string)opened["key"]!);
    }

    /// <summary>CPU-seconds that it has used until now, user and system.</summary>
    public async Task<double> CpuSecondsAsync() =>
        double.Parse(await http.GetStringAsync(Control(HttpServerHost.CpuPath)), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
        http.Dispose();
    }

    private Uri Control(string path) => new(new Uri((string)addresses["control"]!), path);
}
