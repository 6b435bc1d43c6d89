using System.CommandLine;
using System.CommandLine.Parsing;

namespace Millrace.App.Settings;

/// <summary>--deployment: a file of settings, read and judged when the command begins.</summary>
internal static class DeploymentOption
{
    public static Option<DeploymentSettings> Build() =>
        new("--deployment")
        {
            Description = "A file of settings: realms, topics, https, proxies, issuers, notices; docs/deployment.md.",
            HelpName = "FILE.json",
            DefaultValueFactory = _ => new DeploymentSettings(),
            CustomParser = Parse,
        };

    private static DeploymentSettings? Parse(ArgumentResult result)
    {
        try
        {
            return DeploymentFile.Read(result.Tokens[0].Value);
        }
        catch (InvalidDataException fault)
        {
            result.AddError($"--deployment: {fault.Message}");
            return null;
        }
    }
}
