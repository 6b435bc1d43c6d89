using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Millrace.Contracts.Datasets;
using Millrace.Contracts.Realms;

namespace Millrace.App.Settings;

/// <summary>Reads and judges a file of deployment settings; all faults are told at once.</summary>
internal static partial class DeploymentFile
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <exception cref="InvalidDataException">The file is not usable: where, and what to do.</exception>
    public static DeploymentSettings Read(string path)
    {
        try
        {
            return Read(path, File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{path} cannot be read: {fault.Message}", fault);
        }
    }

    /// <exception cref="InvalidDataException">The file is not usable: where, and what to do.</exception>
    public static DeploymentSettings Read(string path, byte[] json)
    {
        var settings = Parse(path, json);
        using var document = JsonDocument.Parse(
            json,
            new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }
        );
        if (NullIn(document.RootElement, "") is { } empty)
        {
            throw new InvalidDataException($"{path}: {empty[1..]} is null: give a value, or leave it out.");
        }

        var faults = Faults(settings).ToList();
        return faults.Count == 0 ? settings : throw new InvalidDataException($"{path}: {string.Join(' ', faults)}");
    }

    /// <summary>A network of one address where no length is told; null where it is neither.</summary>
    public static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    public static IEnumerable<string> Faults(DeploymentSettings settings)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (id, realm) in settings.Realms)
        {
            if (!IsRealm(id))
            {
                yield return $"realms.{id}: there is no such realm: NA, EU or FE.";
            }

            if (realm.Hosts.Count == 0)
            {
                yield return $"realms.{id}.hosts: name at least one host.";
            }

            foreach (var host in realm.Hosts.Where(host => !taken.Add(host) || !HostName().IsMatch(host)))
            {
                yield return $"realms.{id}.hosts: '{host}' has to be a host or host:port that no other realm has.";
            }

            foreach (var (key, address) in ((string, string?)[])[("publicUrl", realm.PublicUrl), ("listen", realm.Listen)])
            {
                if (address is not null && !IsAddress(address))
                {
                    yield return $"realms.{id}.{key}: '{address}' is not an address, such as https://na.example.com.";
                }
            }
        }

        foreach (var host in settings.Hosts.Where(host => !taken.Add(host) || !HostName().IsMatch(host)))
        {
            yield return $"hosts: '{host}' has to be a host or host:port that no realm has.";
        }

        foreach (var (dataset, byRealm) in settings.Topics.Publishers)
        {
            if (Datasets.Find(dataset) is null && TopicAccounts.Find(dataset, "NA") is null)
            {
                yield return $"topics.publishers.{dataset}: there is no such dataset.";
            }

            foreach (var (realm, account) in byRealm.Where(one => !IsRealm(one.Key) || !AwsAccount().IsMatch(one.Value)))
            {
                yield return $"topics.publishers.{dataset}.{realm}: '{account}' has to be 12 digits, for NA, EU or FE.";
            }
        }

        if (settings.Topics.Prefix is { } prefix && !TopicPrefix().IsMatch(prefix))
        {
            yield return $"topics.prefix: '{prefix}' has to be 1 to 64 letters, digits, '-' and '_'.";
        }

        if (settings.Tls is { } tls && !IsOneOf(tls))
        {
            yield return "tls: give certificate and key, or pfx, or dev.";
        }

        for (var place = 0; place < settings.Issuers.Count; place++)
        {
            var issuer = settings.Issuers[place];
            var twice = settings.Issuers.Take(place).Any(other => other.Issuer == issuer.Issuer);
            foreach (var fault in issuer.Faults().Concat(twice ? [$"issuer: '{issuer.Issuer}' stands there twice."] : []))
            {
                yield return $"issuers[{place}].{fault}";
            }
        }

        foreach (var fault in settings.Notices?.Faults() ?? [])
        {
            yield return $"notices.{fault}";
        }

        foreach (var proxy in settings.TrustedProxies.Where(proxy => Network(proxy) is null))
        {
            yield return $"trustedProxies: '{proxy}' is neither an address nor a network, such as 10.0.0.0/8.";
        }
    }

    private static DeploymentSettings Parse(string path, byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<DeploymentSettings>(json, Options)
                ?? throw new InvalidDataException($"{path}: it has to be an object.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException(
                $"{path}, line {fault.LineNumber + 1}, {fault.Path}: it is no setting of docs/deployment.md, or not of its form ({fault.Message}).",
                fault
            );
        }
    }

    /// <summary>Where the first null stands; null: there is none. Parts of lists and values by name can be null whatever their type says.</summary>
    private static string? NullIn(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Null => path,
            JsonValueKind.Object => element
                .EnumerateObject()
                .Select(part => NullIn(part.Value, $"{path}.{part.Name}"))
                .FirstOrDefault(found => found is not null),
            JsonValueKind.Array => element
                .EnumerateArray()
                .Select((part, number) => NullIn(part, $"{path}[{number}]"))
                .FirstOrDefault(found => found is not null),
            _ => null,
        };

    private static bool IsOneOf(TlsSettings tls) =>
        ((bool[])[tls.Certificate is not null && tls.Key is not null, tls.Pfx is not null, tls.Dev]).Count(given => given) == 1
        && tls.Certificate is null == tls.Key is null;

    private static bool IsRealm(string id) => Realm.BuiltIn.Any(realm => realm.Id == id);

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";

    [GeneratedRegex(@"^[A-Za-z0-9.-]+(:[0-9]{1,5})?\z")]
    private static partial Regex HostName();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex AwsAccount();

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex TopicPrefix();
}
