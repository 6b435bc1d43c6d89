namespace Millrace.Contracts.Realms;

/// <summary>
/// The marketplaces of the original service (overview, "Geographic availability"); a deployment may add its own.
/// </summary>
public static class Marketplaces
{
    public static IReadOnlyList<Marketplace> BuiltIn { get; } =
    [
        new("ATVPDKIKX0DER", "US", "NA", "USD", "America/Los_Angeles"),
        new("A2EUQ1WTGCTBG2", "CA", "NA", "CAD", "America/Los_Angeles"),
        new("A1AM78C64UM0Y8", "MX", "NA", "MXN", "America/Los_Angeles"),
        new("A2Q3Y263D00KWC", "BR", "NA", "BRL", "America/Sao_Paulo"),
        new("A1F83G8C2ARO7P", "UK", "EU", "GBP", "Europe/London"),
        new("A1PA6795UKMFR9", "DE", "EU", "EUR", "Europe/Paris"),
        new("A13V1IB3VIYZZH", "FR", "EU", "EUR", "Europe/Paris"),
        new("APJ6JRA9NG5V4", "IT", "EU", "EUR", "Europe/Paris"),
        new("A1RKKUPIHCS9HS", "ES", "EU", "EUR", "Europe/Paris"),
        new("A1805IZSGTT6HS", "NL", "EU", "EUR", "Europe/Amsterdam"),
        new("AMEN7PMS3EDWL", "BE", "EU", "EUR", "Europe/Brussels"),
        new("A2NODRKZP88ZB9", "SE", "EU", "SEK", "Europe/Stockholm"),
        new("A1C3SOZRARQ6R3", "PL", "EU", "PLN", "Europe/Warsaw"),
        new("A33AVAJ2PDY3EV", "TR", "EU", "TRY", "Europe/Istanbul"),
        new("A2VIGQ35RCS4UG", "AE", "EU", "AED", "Asia/Dubai"),
        new("A17E79C6D8DWNP", "SA", "EU", "SAR", "Asia/Riyadh"),
        new("ARBP9OOSHTCHU", "EG", "EU", "EGP", "Africa/Cairo"),
        new("A21TJRUUN4KGV", "IN", "EU", "INR", "Asia/Kolkata"),
        new("A1VC38T7YXB528", "JP", "FE", "JPY", "Asia/Tokyo"),
        new("A39IBJ37TRP1C6", "AU", "FE", "AUD", "Australia/Sydney"),
        new("A19VAU5U5O7RUS", "SG", "FE", "SGD", "Asia/Singapore"),
    ];

    private static readonly Dictionary<string, string> Countries = BuiltIn.ToDictionary(
        known => known.Id,
        known => known.Country
    );

    /// <summary>The country of one of them; null where the id is of another.</summary>
    public static string? CountryOf(string id) => Countries.GetValueOrDefault(id);
}
