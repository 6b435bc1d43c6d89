namespace Millrace.App.Settings;

/// <summary>Where the certificate for https is: a PEM file with a key, a PFX file, or one made on demand for development.</summary>
internal sealed record TlsSettings
{
    /// <summary>PEM: the certificate first, then those between it and the root.</summary>
    public string? Certificate { get; init; }

    /// <summary>PEM: the private key of the certificate.</summary>
    public string? Key { get; init; }

    public string? Pfx { get; init; }

    /// <summary>The environment variable with the password of the PFX file; null: it has none.</summary>
    public string? PfxPasswordVariable { get; init; }

    /// <summary>Makes a self-signed certificate in the data folder.</summary>
    public bool Dev { get; init; }
}
