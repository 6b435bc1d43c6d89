namespace Millrace.Contracts.Realms;

/// <summary>Where an account advertises: what its records are marked, priced and timed with by default.</summary>
/// <param name="Id">Marketplace id as in every record, such as ATVPDKIKX0DER.</param>
/// <param name="Country">Country code as the profile API shows it (UK, not GB).</param>
/// <param name="RealmId">The realm whose host and AWS region serve it.</param>
/// <param name="Currency">ISO 4217 code of its money.</param>
/// <param name="TimeZone">IANA name of the zone of its hours and days.</param>
public sealed record Marketplace(string Id, string Country, string RealmId, string Currency, string TimeZone);
