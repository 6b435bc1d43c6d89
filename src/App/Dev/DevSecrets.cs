using System.Text.Json;
using Millrace.Runtime;
using Millrace.Runtime.Accounts;
using Millrace.Runtime.Ports;
using Millrace.Sandbox.Platform;

namespace Millrace.App.Dev;

/// <summary>The secrets of a sandbox on this machine, kept in its data folder for its owner's eyes only.</summary>
/// <param name="IngestKey">Of the virtual ad platform.</param>
/// <param name="RefreshToken">Of the virtual subscriber, who may see every account.</param>
internal sealed record DevSecrets(string IngestKey, string ClientId, string ClientSecret, string RefreshToken)
{
    public const string FileName = "dev-secrets.json";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Those of an earlier start, or new ones for the accounts of the platform.</summary>
    public static async Task<DevSecrets> OpenAsync(
        string folder,
        IRegistry registry,
        VirtualPlatform platform,
        CancellationToken cancel
    )
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path))
        {
            return JsonSerializer.Deserialize<DevSecrets>(await File.ReadAllTextAsync(path, cancel), Json)
                ?? throw new InvalidDataException($"{path} is empty: start with a new data folder.");
        }

        var registrar = new Registrar(registry, new SystemChance());
        var keys = new List<int>();
        foreach (var account in platform.Accounts)
        {
            keys.Add((await AccountAsync(registrar, registry, account, cancel)).Key);
        }

        var ingest = Made(await registrar.AddIngestKeyAsync("sandbox", keys, cancel));
        var client = Made(await registrar.AddClientAsync("sandbox", cancel));
        var token = Made(await registrar.AddRefreshTokenAsync(client.Thing.ClientId, "dev@localhost", keys, cancel));
        var secrets = new DevSecrets(ingest.Secret, client.Thing.ClientId, client.Secret, token.Secret);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new FileStream(path, options);
        await JsonSerializer.SerializeAsync(file, secrets, Json, cancel);
        return secrets;
    }

    private static async Task<Account> AccountAsync(
        Registrar registrar,
        IRegistry registry,
        VirtualAccount account,
        CancellationToken cancel
    )
    {
        // A start that was cut off before the secrets were written has made some accounts already.
        var known = (await registry.ReadAccountsAsync(cancel)).FirstOrDefault(one => one.ProfileId == account.ProfileId);
        return known
            ?? Made(
                await registrar.AddAccountAsync(
                    new NewAccount
                    {
                        Name = account.Name,
                        Marketplace = account.Marketplace.Id,
                        ProfileId = account.ProfileId,
                        EntityId = account.EntityId,
                        AdvertiserId = account.AdvertiserId,
                        Currency = account.Currency,
                        TimeZone = account.TimeZone,
                    },
                    cancel
                )
            );
    }

    private static T Made<T>(Answer<T> answer)
        where T : class => answer.IsDone ? answer.Value : throw new InvalidOperationException(answer.Fault.Message);
}
